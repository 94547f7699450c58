SELECT id, item_key, name, brand, category FROM product WHERE site_id = ?1 ORDER BY id
