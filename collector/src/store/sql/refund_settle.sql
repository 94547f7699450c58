UPDATE refund SET purchase_id = :purchase_id, currency = :currency, amount_minor = :amount_minor, params = NULL
WHERE id = :id
