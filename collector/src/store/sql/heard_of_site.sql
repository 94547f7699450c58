SELECT kind, name, count, first_at_ms, last_at_ms, example FROM heard WHERE site_id = ?1 AND day >= ?2 ORDER BY day
