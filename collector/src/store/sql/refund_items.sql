SELECT product_id, amount_minor FROM refund_item WHERE refund_id = :refund_id
