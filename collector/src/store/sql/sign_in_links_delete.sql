DELETE FROM sign_in_link WHERE user_id = :user_id OR expires_at_ms <= :now_ms
