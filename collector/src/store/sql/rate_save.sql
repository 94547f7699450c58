INSERT INTO rate (currency, day, per_euro) VALUES (?1, ?2, ?3)
ON CONFLICT DO UPDATE SET per_euro = excluded.per_euro WHERE per_euro <> excluded.per_euro
