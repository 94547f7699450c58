SELECT r.page_id, text.value
FROM (
    SELECT page_id, max(day), title_id FROM page_rollup
    WHERE site_id = :site_id AND day BETWEEN :from AND :to AND title_id > 0
    GROUP BY page_id
) AS r
JOIN text ON text.id = r.title_id
