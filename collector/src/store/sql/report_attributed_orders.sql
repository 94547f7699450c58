SELECT id, at_ms, site_gross_minor, site_refunded_minor, customer, session_id
FROM purchase
WHERE site_id = :site_id AND day BETWEEN :from AND :to AND site_gross_minor IS NOT NULL AND cancelled_at_ms IS NULL
ORDER BY id
