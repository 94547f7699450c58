-- A cart was ordered in its session when it was before that session ended. State 2: emptied.
SELECT count(DISTINCT session.id),
    count(DISTINCT CASE WHEN cart.ordered_at_ms <= session.last_at_ms THEN session.id END),
    count(DISTINCT CASE WHEN cart.state <> 2 THEN session.id END),
    count(DISTINCT CASE WHEN cart.state <> 2 AND coalesce(cart.ordered_at_ms > session.last_at_ms, 1) THEN session.id END),
    count(DISTINCT cart.visitor),
    count(DISTINCT CASE WHEN cart.state = 1 THEN cart.visitor END),
    count(DISTINCT CASE WHEN cart.checkout_at_ms IS NOT NULL THEN cart.visitor END),
    count(DISTINCT CASE WHEN cart.checkout_at_ms IS NOT NULL AND cart.state = 1 THEN cart.visitor END)
FROM cart
LEFT JOIN session ON session.site_id = cart.site_id AND session.visitor = cart.visitor
    AND session.started_at_ms <= cart.created_at_ms AND session.last_at_ms >= cart.created_at_ms
WHERE cart.site_id = :site_id AND cart.day BETWEEN :from AND :to
