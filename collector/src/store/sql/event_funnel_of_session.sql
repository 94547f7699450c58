-- A session's funnel events in the order they happened.
SELECT event.at_ms, text.value
FROM event JOIN text ON text.id = event.name_id
WHERE event.session_id = :session_id AND event.name_id NOT IN (1, 2)
    AND (text.value IN ('view_item', 'add_to_cart', 'begin_checkout', 'purchase')
        OR (text.value = 'cart_update' AND event.params LIKE '%"items":%'))
ORDER BY event.at_ms, event.page_load_id, event.n
