INSERT INTO purchase (site_id, order_id, session_id, day, at_ms, currency, gross_minor, item_revenue_minor, tax_minor,
    shipping_minor, discount_minor, coupon, trust, customer, reported_minor, reported_currency, cancelled_at_ms, refunded_minor,
    session_at_ms, rate_day, rate_per_euro, site_per_euro, site_gross_minor, site_item_revenue_minor, site_tax_minor,
    site_shipping_minor, site_discount_minor, site_refunded_minor)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26,
    ?27, ?28)
