INSERT INTO purchase (site_id, order_id, session_id, day, at_ms, currency, gross_minor, item_revenue_minor, tax_minor,
    shipping_minor, discount_minor, coupon)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT DO NOTHING
