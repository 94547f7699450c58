INSERT INTO notice_rule (site_id, rule, threshold, told) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT DO UPDATE SET threshold = excluded.threshold
