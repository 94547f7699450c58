-- All of it stands in the index purchase_customer.
SELECT customer, day, at_ms, site_gross_minor, site_refunded_minor
FROM purchase INDEXED BY purchase_customer
WHERE site_id = :site_id AND day BETWEEN :from AND :to AND customer IS NOT NULL AND cancelled_at_ms IS NULL
    AND site_gross_minor IS NOT NULL
