SELECT user.id, user.email, user.password IS NOT NULL FROM sign_in_link JOIN user ON user.id = sign_in_link.user_id
WHERE sign_in_link.hash = :hash AND sign_in_link.expires_at_ms > :now_ms
