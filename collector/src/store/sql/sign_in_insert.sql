INSERT INTO sign_in (hash, user_id, created_at_ms, used_at_ms, expires_at_ms, browser)
VALUES (:hash, :user_id, :now_ms, :now_ms, :expires_at_ms, :browser)
