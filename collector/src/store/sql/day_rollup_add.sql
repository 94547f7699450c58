INSERT INTO day_rollup (site_id, day,
    page_views, orders, gross_minor, item_revenue_minor, tax_minor, shipping_minor, discount_minor, refunds_minor,
    page_engaged_ms, times)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT DO UPDATE SET
    page_views = page_views + excluded.page_views,
    orders = orders + excluded.orders,
    gross_minor = gross_minor + excluded.gross_minor,
    item_revenue_minor = item_revenue_minor + excluded.item_revenue_minor,
    tax_minor = tax_minor + excluded.tax_minor,
    shipping_minor = shipping_minor + excluded.shipping_minor,
    discount_minor = discount_minor + excluded.discount_minor,
    refunds_minor = refunds_minor + excluded.refunds_minor,
    page_engaged_ms = page_engaged_ms + excluded.page_engaged_ms,
    times = excluded.times
