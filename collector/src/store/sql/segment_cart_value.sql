(
    SELECT coalesce(max(cart.value_minor), 0) FROM cart
    WHERE cart.site_id = session.site_id AND cart.visitor = session.visitor AND cart.session_id = session.id
        AND cart.currency = ?
)
