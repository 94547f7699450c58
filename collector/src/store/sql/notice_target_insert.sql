INSERT INTO notice_target (site_id, kind, address, nonce, created_at_ms) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT DO NOTHING RETURNING id
