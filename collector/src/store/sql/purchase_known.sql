SELECT 1 FROM purchase WHERE site_id = :site_id AND order_id = :order_id
