SELECT times FROM page_rollup WHERE site_id = ?1 AND day = ?2 AND page_id = ?3
