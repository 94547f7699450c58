SELECT count(*) FROM saved_segment WHERE site_id = ?1
