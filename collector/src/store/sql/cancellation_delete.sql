DELETE FROM cancellation WHERE site_id = :site_id AND order_id = :order_id
