INSERT INTO api_key (site_id, scope, hash, name, made_by, created_at_ms)
VALUES (:site_id, :scope, :hash, :name, :made_by, :created_at_ms)
