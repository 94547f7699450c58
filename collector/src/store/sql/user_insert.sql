INSERT INTO user (email, created_at_ms) VALUES (:email, :created_at_ms) ON CONFLICT DO NOTHING
