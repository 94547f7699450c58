INSERT INTO saved_segment (site_id, name, filter) VALUES (?1, ?2, ?3)
ON CONFLICT DO UPDATE SET name = excluded.name, filter = excluded.filter
