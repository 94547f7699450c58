DELETE FROM sign_in WHERE expires_at_ms <= :now_ms OR used_at_ms <= :idle_since_ms
