SELECT hour, events, orders FROM heard_hour WHERE site_id = ?1 AND hour >= ?2
