SELECT id, arrivals FROM journal WHERE id > ?1 ORDER BY id LIMIT 1
