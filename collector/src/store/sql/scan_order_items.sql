SELECT session.id, session.visitor, session.day, session.started_at_ms, session.last_at_ms, session.channel_id,
    session.landing_page_id, session.country, session.device, session.page_views, session.engaged_ms, session.orders,
    session.viewed_at_ms, session.added_at_ms, session.checkout_at_ms, session.purchased_at_ms, session.trail,
    purchase.id, purchase.day, purchase.at_ms, purchase_item.product_id, purchase_item.units_milli,
    coalesce(purchase_item.site_line_minor, 0), purchase.site_gross_minor IS NOT NULL
FROM purchase
JOIN purchase_item ON purchase_item.purchase_id = purchase.id
LEFT JOIN session ON session.id = purchase.session_id
WHERE purchase.site_id = ?1 AND purchase.day BETWEEN ?2 AND ?3 AND purchase.cancelled_at_ms IS NULL
