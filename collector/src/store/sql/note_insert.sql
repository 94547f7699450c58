INSERT INTO note (site_id, day, text, author, created_at_ms) VALUES (:site_id, :day, :text, :author, :created_at_ms)
