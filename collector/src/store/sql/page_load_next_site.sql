SELECT min(site_id) FROM page_load WHERE site_id > ?1
