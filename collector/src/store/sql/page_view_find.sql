SELECT day, page_id, engaged_ms, scroll_percent FROM page_view WHERE page_load_id = ?1 AND view = ?2
