SELECT visitor, trail FROM session
WHERE site_id = ?1 AND day BETWEEN ?2 AND ?3 AND trail_any(trail, ?4, ?5, ?6)
