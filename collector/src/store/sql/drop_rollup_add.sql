INSERT INTO drop_rollup (site_id, day, reason, count) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT DO UPDATE SET count = count + excluded.count
