UPDATE purchase SET session_id = ?3, day = ?4, at_ms = ?5, currency = ?6, gross_minor = ?7, item_revenue_minor = ?8,
    tax_minor = ?9, shipping_minor = ?10, discount_minor = ?11, coupon = ?12, trust = ?13, customer = ?14, reported_minor = ?15,
    reported_currency = ?16, cancelled_at_ms = ?17, refunded_minor = ?18,
    session_at_ms = ?19, rate_day = ?20, rate_per_euro = ?21, site_per_euro = ?22, site_gross_minor = ?23,
    site_item_revenue_minor = ?24, site_tax_minor = ?25, site_shipping_minor = ?26, site_discount_minor = ?27,
    site_refunded_minor = ?28
WHERE site_id = ?1 AND order_id = ?2
