SELECT id, received_at_ms, sender, body FROM set_aside
WHERE site_id = :site_id AND bot = :bot AND id > :after ORDER BY id LIMIT :limit
