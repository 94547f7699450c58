INSERT INTO site (key, name, currency, time_zone, origins, prices_include_tax, scrub_params, sender_ids, created_at_ms)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT DO NOTHING
