INSERT INTO product_rollup (site_id, day, product_id,
    views, adds, removes, orders, units_milli, revenue_minor, refunds_minor, sessions_viewed, sessions_viewed_added, sessions_viewed_bought)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
ON CONFLICT DO UPDATE SET
    views = views + excluded.views,
    adds = adds + excluded.adds,
    removes = removes + excluded.removes,
    orders = orders + excluded.orders,
    units_milli = units_milli + excluded.units_milli,
    revenue_minor = revenue_minor + excluded.revenue_minor,
    refunds_minor = refunds_minor + excluded.refunds_minor,
    sessions_viewed = sessions_viewed + excluded.sessions_viewed,
    sessions_viewed_added = sessions_viewed_added + excluded.sessions_viewed_added,
    sessions_viewed_bought = sessions_viewed_bought + excluded.sessions_viewed_bought
