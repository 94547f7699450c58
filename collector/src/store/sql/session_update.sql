-- What changes with nearly every event. None of it is in an index.
UPDATE session SET last_at_ms = ?1, page_views = ?2, engaged_ms = ?3, trail = ?4 WHERE id = ?5
