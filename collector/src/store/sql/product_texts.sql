SELECT item_key, name FROM product WHERE id = ?1
