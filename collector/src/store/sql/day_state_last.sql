SELECT max(day) FROM day_state WHERE site_id = ?1
