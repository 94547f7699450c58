UPDATE session SET orders = :orders, viewed_at_ms = :viewed_at_ms, added_at_ms = :added_at_ms,
    checkout_at_ms = :checkout_at_ms, purchased_at_ms = :purchased_at_ms
WHERE id = :id
