UPDATE refund_item SET site_amount_minor = :amount_minor WHERE refund_id = :refund_id AND product_id = :product_id
