DELETE FROM api_key WHERE id = :id AND site_id = coalesce(:site_id, site_id) RETURNING site_id, scope, name
