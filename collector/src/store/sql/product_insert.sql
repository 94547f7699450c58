INSERT INTO product (site_id, item_key, name) VALUES (:site_id, :item_key, :name)
