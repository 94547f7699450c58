DELETE FROM cart WHERE site_id = :site_id AND visitor = :visitor AND created_at_ms >= :from_ms RETURNING day
