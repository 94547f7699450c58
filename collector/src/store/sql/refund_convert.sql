UPDATE refund SET site_amount_minor = :amount_minor WHERE id = :id
