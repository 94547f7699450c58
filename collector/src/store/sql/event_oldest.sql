-- The last of the next :limit events after :after_id, and between which times they happened.
SELECT max(id), min(at_ms), max(at_ms) FROM (SELECT id, at_ms FROM event WHERE id > :after_id ORDER BY id LIMIT :limit)
