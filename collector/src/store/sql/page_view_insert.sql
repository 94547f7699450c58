INSERT INTO page_view (page_load_id, view, site_id, day, page_id, engaged_ms, scroll_percent)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
