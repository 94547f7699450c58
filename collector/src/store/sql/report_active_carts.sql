SELECT count(*) FROM cart INDEXED BY cart_open
WHERE site_id = :site_id AND state = 0 AND active_at_ms > :abandoned_to_ms AND day BETWEEN :from AND :to
