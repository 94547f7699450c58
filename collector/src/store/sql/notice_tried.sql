UPDATE notice SET attempts = attempts + 1, sent_at_ms = ?2, next_at_ms = ?3, error = ?4 WHERE id = ?1
