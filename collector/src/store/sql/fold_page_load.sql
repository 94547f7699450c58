INSERT INTO page_load (site_id, token, id, seen, views, received_h)
SELECT site_id, token, id, seen, ?2, received_at_ms / 3600000 FROM page_load_before WHERE id = ?1
