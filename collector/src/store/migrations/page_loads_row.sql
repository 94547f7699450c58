INSERT INTO page_load (site_id, token, id, seen, views, received_h) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
