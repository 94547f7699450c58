SELECT purchase.id, purchase.site_id, purchase.order_id FROM purchase
WHERE purchase.site_gross_minor IS NULL AND purchase.id > :after
ORDER BY purchase.id LIMIT :limit
