SELECT id, day, params FROM refund WHERE site_id = :site_id AND order_id = :order_id AND purchase_id IS NULL ORDER BY id
