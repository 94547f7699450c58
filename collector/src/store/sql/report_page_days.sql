SELECT day, page_id, page_views, engaged_ms, entries, title_id, times FROM page_rollup
WHERE site_id = ?1 AND day BETWEEN ?2 AND ?3
