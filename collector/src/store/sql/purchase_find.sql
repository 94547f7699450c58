SELECT id, currency, gross_minor, refunded_minor FROM purchase WHERE site_id = :site_id AND order_id = :order_id
