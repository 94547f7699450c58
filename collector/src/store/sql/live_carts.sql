SELECT id, day, active_at_ms, checkout_at_ms, currency, value_minor,
    (SELECT sum(coalesce(line.value ->> 1, line.value ->> 'units_milli')) FROM json_each(cart.lines) AS line)
FROM cart INDEXED BY cart_open
WHERE site_id = :site_id AND state = 0 AND active_at_ms > :active_after_ms
ORDER BY active_at_ms DESC
LIMIT :limit
