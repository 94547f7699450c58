SELECT product.id, product.item_key, product.name, product.brand, product.category, sum(views), sum(adds), sum(removes),
    sum(orders), sum(units_milli), sum(revenue_minor) AS revenue_minor, sum(refunds_minor), sum(sessions_viewed),
    sum(sessions_viewed_added), sum(sessions_viewed_bought)
FROM product_rollup JOIN product ON product.id = product_id
WHERE product_rollup.site_id = :site_id AND day BETWEEN :from AND :to
GROUP BY product_id
HAVING sum(views + adds + removes + orders + refunds_minor + sessions_viewed) <> 0
