-- All that a visitor did to carts, in the order it happened.
SELECT event.at_ms, text.value, event.params, session.id
FROM session JOIN event ON event.session_id = session.id JOIN text ON text.id = event.name_id
WHERE session.site_id = :site_id AND session.visitor = :visitor AND event.name_id NOT IN (1, 2)
    AND text.value IN ('add_to_cart', 'remove_from_cart', 'cart_update', 'view_cart', 'begin_checkout', 'add_shipping_info',
        'add_payment_info', 'purchase')
ORDER BY event.at_ms, event.page_load_id, event.n
