DELETE FROM purchase_item WHERE purchase_id = :purchase_id
