SELECT count(*) FROM note WHERE site_id = ?1 AND day = ?2
