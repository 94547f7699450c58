SELECT product_id, units_milli, line_minor FROM purchase_item WHERE purchase_id = :purchase_id ORDER BY line
