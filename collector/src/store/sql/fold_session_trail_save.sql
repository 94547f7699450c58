UPDATE session SET trail = ?1 WHERE id = ?2
