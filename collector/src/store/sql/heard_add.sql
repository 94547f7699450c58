INSERT INTO heard (site_id, day, kind, name, count, first_at_ms, last_at_ms, example)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT DO UPDATE SET
    count = count + excluded.count,
    first_at_ms = min(first_at_ms, excluded.first_at_ms),
    last_at_ms = max(last_at_ms, excluded.last_at_ms),
    example = iif(excluded.example = '', example, excluded.example)
