INSERT INTO event (session_id, page_load_id, n, view, at_ms, name_id, page_id, params)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
