SELECT session.id, session.visitor, session.day, session.started_at_ms, session.last_at_ms, session.channel_id,
    session.landing_page_id, session.country, session.device, session.page_views, session.engaged_ms, session.orders,
    session.viewed_at_ms, session.added_at_ms, session.checkout_at_ms, session.purchased_at_ms, session.trail,
    purchase.id, purchase.day, purchase.at_ms, purchase.site_gross_minor, purchase.site_item_revenue_minor, purchase.site_tax_minor,
    purchase.site_shipping_minor, purchase.site_discount_minor, purchase.coupon, purchase.order_id
FROM purchase LEFT JOIN session ON session.id = purchase.session_id
WHERE purchase.site_id = ?1 AND purchase.day BETWEEN ?2 AND ?3 AND purchase.site_gross_minor IS NOT NULL
    AND purchase.cancelled_at_ms IS NULL
