-- For the test of migration 0008: a database as it was.
INSERT INTO text (id, value) VALUES (9, '/lamp'), (10, 'purchase'), (11, 'view_item'), (12, 'search');
INSERT INTO site (id, key, name, currency, time_zone, origins, prices_include_tax, created_at_ms)
VALUES (1, 'shop', 'Shop', 'EUR', 'UTC', '[]', 0, 0);
INSERT INTO product (id, site_id, item_key, name) VALUES (8, 1, 'L', 'Lamp');
INSERT INTO session (id, site_id, visitor, day, started_at_ms, last_at_ms, channel_id, landing_page_id, country, device,
    page_views, engaged_ms, orders)
VALUES (3, 1, 77, 0, 800, 3000, 1, 9, 'FR', 0, 3, 400, 1), (4, 1, 78, 0, 5000, 5000, 1, 9, 'FR', 0, 1, 0, 0);
INSERT INTO session_merged VALUES (1, 2), (2, 3);
INSERT INTO purchase (site_id, order_id, session_id, day, at_ms, currency, gross_minor, item_revenue_minor, tax_minor,
    shipping_minor, discount_minor, coupon, session_at_ms)
VALUES (1, 'T', 3, 0, 3000, 'EUR', 1, 1, 0, 0, 0, '', 3000);
INSERT INTO event (session_id, page_load_id, n, view, at_ms, name_id, page_id, params) VALUES
    (3, 5, 0, 0, 1000, 1, 9, NULL),
    (3, 5, 1, 0, 1500, 2, 9, '{"engaged_ms":400,"scroll_percent":10}'),
    (3, 5, 2, 0, 2000, 11, 9, '{"items":[{"item_id":"L","item_brand":"Lux","item_category":"Home","item_category2":"Light"}]}'),
    (4, 8, 0, 0, 5000, 1, 9, NULL),
    (3, 5, 3, 0, 2500, 12, 9, '{"search_term":"lamps"}'),
    (2, 6, 1, 1, 900, 1, 9, NULL),
    (3, 5, 4, 0, 3000, 10, 9, '{"transaction_id":"T","value":"0.01","items":[{"item_id":"L"}]}'),
    (3, 5, 5, 0, 3000, 10, 9, '{"transaction_id":"T","value":"0.01","items":[{"item_id":"L"}]}'),
    (1, 7, 0, 0, 800, 1, 9, NULL),
    (-1, 9, 0, 0, 800, 10, 0, '{"transaction_id":"S","value":"0.01"}');
INSERT INTO cart (site_id, visitor, day, created_at_ms, active_at_ms, state, currency, value_minor, lines)
VALUES (1, 77, 0, 2100, 3000, 1, 'EUR', 0, '[]');
