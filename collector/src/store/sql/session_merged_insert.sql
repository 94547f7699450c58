INSERT INTO session_merged (id, into_id) VALUES (:from, :to)
