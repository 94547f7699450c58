SELECT day, version, first_session_id, last_session_id FROM day_state
WHERE site_id = ?1 AND day BETWEEN ?2 AND ?3
ORDER BY day
