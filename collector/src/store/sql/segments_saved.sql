SELECT name, filter FROM saved_segment WHERE site_id = ?1 ORDER BY name
