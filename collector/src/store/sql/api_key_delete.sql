DELETE FROM api_key WHERE id = :id
