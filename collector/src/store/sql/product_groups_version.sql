SELECT groups_version FROM product_state WHERE site_id = :site_id
