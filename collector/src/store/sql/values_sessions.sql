SELECT country, trail FROM session WHERE site_id = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day DESC LIMIT ?4
