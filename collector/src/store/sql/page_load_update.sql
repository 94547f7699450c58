UPDATE page_load SET seen = ?3, views = ?4, received_h = max(received_h, ?5) WHERE site_id = ?1 AND token = ?2
