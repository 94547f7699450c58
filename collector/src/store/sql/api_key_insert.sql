INSERT INTO api_key (site_id, scope, hash, created_at_ms) VALUES (:site_id, :scope, :hash, :created_at_ms)
