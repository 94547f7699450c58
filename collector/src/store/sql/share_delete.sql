DELETE FROM share WHERE id = :id AND site_id = :site_id RETURNING name
