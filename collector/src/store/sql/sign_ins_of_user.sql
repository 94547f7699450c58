SELECT id, created_at_ms, used_at_ms, expires_at_ms, browser FROM sign_in
WHERE user_id = :user_id AND expires_at_ms > :now_ms AND used_at_ms > :idle_since_ms
ORDER BY used_at_ms DESC, id DESC
