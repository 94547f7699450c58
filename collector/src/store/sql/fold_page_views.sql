-- With each whether more of its page load may come.
SELECT page_load_id, site_id, view, day, page_id, engaged_ms, scroll_percent,
    page_load_id IN (SELECT id FROM page_load_before)
FROM page_view
