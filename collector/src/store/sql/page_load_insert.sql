INSERT INTO page_load (site_id, token, received_h, known) VALUES (?1, ?2, ?3, ?4)
