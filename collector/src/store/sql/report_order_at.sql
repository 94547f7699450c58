SELECT id, at_ms, gross_minor, refunded_minor, customer, session_id FROM purchase WHERE id = :id
