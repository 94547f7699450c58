INSERT INTO page_load (id, site_id, token, seen, received_at_ms)
VALUES (:id, :site_id, :token, :seen, :received_at_ms)
