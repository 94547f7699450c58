UPDATE page_view SET day = ?3, page_id = ?4, engaged_ms = ?5, scroll_percent = ?6
WHERE page_load_id = ?1 AND view = ?2
