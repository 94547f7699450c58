INSERT INTO product (site_id, item_key, name, brand, category) VALUES (?1, ?2, ?3, ?4, ?5)
