SELECT item_key, name, brand, category, sum(views + adds + orders) FROM product_rollup JOIN product ON product.id = product_id
WHERE product_rollup.site_id = :site_id AND day BETWEEN :from AND :to
GROUP BY product_id
