UPDATE page_load SET received_h = ?3, known = ?4 WHERE site_id = ?1 AND token = ?2
