SELECT id, kind, address, nonce, created_at_ms FROM notice_target WHERE site_id = ?1 ORDER BY id
