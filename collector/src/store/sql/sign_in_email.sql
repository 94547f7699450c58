SELECT user.email FROM sign_in JOIN user ON user.id = sign_in.user_id
WHERE sign_in.hash = :hash AND sign_in.expires_at_ms > :now_ms
