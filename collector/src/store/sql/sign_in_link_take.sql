DELETE FROM sign_in_link WHERE hash = :hash AND expires_at_ms > :now_ms RETURNING user_id
