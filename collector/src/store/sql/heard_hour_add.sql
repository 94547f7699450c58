INSERT INTO heard_hour (site_id, hour, events, orders) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT DO UPDATE SET events = events + excluded.events, orders = orders + excluded.orders
