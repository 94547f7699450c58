UPDATE session SET products = ?1 WHERE id = ?2
