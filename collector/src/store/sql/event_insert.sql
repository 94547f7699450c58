INSERT INTO event (session_id, page_load_id, n, view, at_ms, name_id, params)
VALUES (:session_id, :page_load_id, :n, :view, :at_ms, :name_id, :params)
