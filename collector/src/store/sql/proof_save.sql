INSERT INTO proof (id, at_ms) VALUES (1, :at_ms) ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms
