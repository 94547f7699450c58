-- A session's funnel events in the order they happened. A report of an order that was there already is no step.
SELECT event.at_ms, text.value, event.params
FROM event JOIN text ON text.id = event.name_id
WHERE event.session_id = :session_id AND event.name_id NOT IN (1, 2)
    AND (text.value IN ('view_item', 'add_to_cart', 'cart_update', 'begin_checkout')
        OR (text.value = 'purchase' AND event.at_ms IN (SELECT session_at_ms FROM purchase WHERE session_id = :session_id)))
ORDER BY event.at_ms, event.page_load_id, event.n
