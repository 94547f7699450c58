SELECT sign_in.id, sign_in.user_id, user.email, user.everywhere, sign_in.used_at_ms, user.password IS NOT NULL
FROM sign_in JOIN user ON user.id = sign_in.user_id
WHERE sign_in.hash = :hash AND sign_in.expires_at_ms > :now_ms AND sign_in.used_at_ms > :idle_since_ms
