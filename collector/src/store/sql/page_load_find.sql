SELECT id, seen FROM page_load WHERE site_id = :site_id AND token = :token
