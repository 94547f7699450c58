UPDATE day_rollup SET times = ?3, page_engaged_ms = ?4 WHERE site_id = ?1 AND day = ?2
