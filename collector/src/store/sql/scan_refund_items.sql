SELECT session.id, session.visitor, session.day, session.started_at_ms, session.last_at_ms, session.channel_id,
    session.landing_page_id, session.country, session.device, session.page_views, session.engaged_ms, session.orders,
    session.viewed_at_ms, session.added_at_ms, session.checkout_at_ms, session.purchased_at_ms, session.trail,
    refund.day, refund_item.product_id, refund_item.site_amount_minor
FROM refund
JOIN refund_item ON refund_item.refund_id = refund.id
JOIN purchase ON purchase.id = refund.purchase_id
LEFT JOIN session ON session.id = purchase.session_id
WHERE refund.site_id = ?1 AND refund.day BETWEEN ?2 AND ?3 AND refund.site_amount_minor IS NOT NULL
    AND purchase.cancelled_at_ms IS NULL
