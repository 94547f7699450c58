SELECT user_id FROM sign_in WHERE hash = :hash AND expires_at_ms > :now_ms
