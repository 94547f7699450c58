SELECT engaged_ms FROM page_view
WHERE site_id = :site_id AND page_id = :page_id AND day BETWEEN :from AND :to
ORDER BY engaged_ms
