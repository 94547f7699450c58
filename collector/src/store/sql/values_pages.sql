SELECT text.value, sum(page_views) FROM page_rollup JOIN text ON text.id = page_id
WHERE site_id = ?1 AND day BETWEEN ?2 AND ?3 AND instr(lower(text.value), ?4) > 0
GROUP BY page_id ORDER BY 2 DESC LIMIT ?5
