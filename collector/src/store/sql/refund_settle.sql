UPDATE refund SET source = :source, day = :day, at_ms = :at_ms, params = :params, purchase_id = :purchase_id,
    currency = :currency, amount_minor = :amount_minor, site_amount_minor = :site_amount_minor
WHERE id = :id
