UPDATE purchase_item SET refunded_minor = refunded_minor + :amount_minor
WHERE purchase_id = :purchase_id AND line = :line
