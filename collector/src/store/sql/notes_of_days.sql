SELECT id, day, text, author, created_at_ms FROM note
WHERE site_id = :site_id AND day BETWEEN :from AND :to
ORDER BY day, id
