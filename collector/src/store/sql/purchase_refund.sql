UPDATE purchase SET refunded_minor = refunded_minor + :amount_minor WHERE id = :id
