-- By row, as scan_sessions.
SELECT visitor, trail FROM session
WHERE id BETWEEN ?1 AND ?2 AND +site_id = ?3 AND +day BETWEEN ?4 AND ?5
