INSERT INTO page_load (id, site_id, token, seen, received_at_ms)
VALUES (:id, :site_id, :token, :seen, :received_at_ms)
ON CONFLICT (id) DO UPDATE SET seen = excluded.seen, received_at_ms = max(received_at_ms, excluded.received_at_ms)
