SELECT id, at_ms, gross_minor, refunded_minor, customer, session_id
FROM purchase
WHERE site_id = :site_id AND day BETWEEN :from AND :to AND currency = :currency AND cancelled_at_ms IS NULL
ORDER BY id
