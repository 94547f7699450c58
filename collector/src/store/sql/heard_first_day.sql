SELECT min(day) FROM heard WHERE site_id = ?1
