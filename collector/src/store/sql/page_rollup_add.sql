INSERT INTO page_rollup (site_id, day, page_id, title_id, page_views, engaged_ms, entries, times)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT DO UPDATE SET
    page_views = page_views + excluded.page_views,
    engaged_ms = engaged_ms + excluded.engaged_ms,
    entries = entries + excluded.entries,
    times = excluded.times,
    -- 0: this change knows no title
    title_id = CASE excluded.title_id WHEN 0 THEN title_id ELSE excluded.title_id END
