UPDATE product SET name = ?2, brand = ?3, category = ?4 WHERE id = ?1
