SELECT page_id, times FROM page_rollup WHERE site_id = :site_id AND day BETWEEN :from AND :to
