SELECT product.name, product.item_key, purchase_item.units_milli
FROM purchase_item JOIN product ON product.id = purchase_item.product_id
WHERE purchase_item.purchase_id = :purchase_id
ORDER BY purchase_item.line
LIMIT :limit
