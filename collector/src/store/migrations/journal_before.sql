-- For the test of migration 0003: a database as it was.
INSERT INTO text (id, value) VALUES (9, '/lamp'), (10, 'purchase');
INSERT INTO page_load VALUES (5, 1, x'019a1b2c3d4e00000000000000000001', x'0f', 7200000);
INSERT INTO session VALUES (3, 1, 77, 20000, 1, 2, 1, 9, 'FR', 0, 1, 4000, 1, 1, NULL, NULL, NULL);
INSERT INTO event VALUES (1, 3, 5, 0, 0, 1, 1, NULL), (2, 3, 5, 2, 0, 2, 10, '{"transaction_id":"T"}');
INSERT INTO page_view VALUES (5, 0, 1, 20000, 9, 4000, 50), (5, 1, 1, NULL, 9, 900, 0), (4, 0, 1, 20000, 9, 10, 0);
INSERT INTO session_product VALUES (3, 8, 4), (3, 6, 1);
INSERT INTO page_rollup VALUES (1, 20000, 9, 2, 4010, 1, 0);
INSERT INTO day_rollup VALUES (1, 20000, 2, 1, 0, 0, 0, 0, 0, 0);
