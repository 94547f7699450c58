SELECT max(token) FROM page_load WHERE site_id = ?1 AND token < ?2
