INSERT INTO share (site_id, hash, name, filter, made_by, created_at_ms, expires_at_ms)
VALUES (:site_id, :hash, :name, :filter, :made_by, :created_at_ms, :expires_at_ms)
