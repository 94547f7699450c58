DELETE FROM refund_item WHERE refund_id = :refund_id
