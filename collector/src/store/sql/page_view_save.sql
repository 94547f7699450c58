INSERT INTO page_view (page_load_id, view, site_id, day, page_id, engaged_ms, scroll_percent)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT DO UPDATE SET day = excluded.day, page_id = excluded.page_id, engaged_ms = excluded.engaged_ms,
    scroll_percent = excluded.scroll_percent
