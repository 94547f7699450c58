INSERT INTO notice (target_id, site_id, rule, created_at_ms, body, next_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?4)
