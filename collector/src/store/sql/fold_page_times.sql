UPDATE page_rollup SET times = ?4 WHERE site_id = ?1 AND day = ?2 AND page_id = ?3
