INSERT INTO sign_in_link (hash, user_id, expires_at_ms) VALUES (:hash, :user_id, :expires_at_ms)
