SELECT r.page_id, page.value, coalesce(title.value, ''), r.page_views, r.engaged_ms, r.entries
FROM (
    SELECT page_id, sum(page_views) AS page_views, sum(engaged_ms) AS engaged_ms, sum(entries) AS entries,
        max(day * (title_id > 0)), title_id
    FROM page_rollup WHERE site_id = :site_id AND day BETWEEN :from AND :to
    GROUP BY page_id
) AS r
JOIN text AS page ON page.id = r.page_id
LEFT JOIN text AS title ON title.id = r.title_id
WHERE r.page_views > 0 OR r.entries > 0
