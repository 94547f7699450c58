SELECT received_h, known FROM page_load WHERE site_id = ?1 AND token = ?2
