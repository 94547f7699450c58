SELECT id, name, brand, category FROM product WHERE site_id = :site_id AND item_key = :item_key
