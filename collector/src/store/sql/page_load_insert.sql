INSERT INTO page_load (id, site_id, token, seen, received_at_ms)
VALUES (?1, ?2, ?3, ?4, ?5)
