SELECT id, session_id, day, at_ms, currency, gross_minor, item_revenue_minor, tax_minor, shipping_minor, discount_minor, coupon,
    trust, customer, reported_minor, reported_currency, cancelled_at_ms, session_at_ms, rate_day, rate_per_euro, site_per_euro
FROM purchase WHERE site_id = :site_id AND order_id = :order_id
