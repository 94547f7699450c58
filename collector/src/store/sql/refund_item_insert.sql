INSERT INTO refund_item (refund_id, product_id, amount_minor, site_amount_minor) VALUES (?1, ?2, ?3, ?4)
