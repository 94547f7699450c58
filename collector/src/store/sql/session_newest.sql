SELECT max(id) FROM session WHERE site_id = ?1 AND day BETWEEN ?2 AND ?3
