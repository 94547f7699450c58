SELECT cart.day, cart.created_at_ms, cart.active_at_ms, cart.state, cart.value_minor,
    cart.checkout_at_ms, cart.abandoned_at_ms, cart.ordered_at_ms, cart.currency, cart.id
FROM cart LEFT JOIN session ON session.id = cart.session_id
WHERE cart.site_id = ?1 AND cart.day BETWEEN ?2 AND ?3
