-- By row: sessions of a day lie beside each other, and an index would be a second look-up for each.
SELECT session.id, session.visitor, session.day, session.started_at_ms, session.last_at_ms, session.channel_id,
    session.landing_page_id, session.country, session.device, session.page_views, session.engaged_ms, session.orders,
    session.viewed_at_ms, session.added_at_ms, session.checkout_at_ms, session.purchased_at_ms, session.trail
FROM session
WHERE session.id BETWEEN ?1 AND ?2 AND +session.site_id = ?3 AND +session.day BETWEEN ?4 AND ?5
