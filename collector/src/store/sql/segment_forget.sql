DELETE FROM saved_segment WHERE site_id = ?1 AND name = ?2
