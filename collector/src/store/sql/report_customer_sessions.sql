-- All of it stands in the index purchase_customer.
SELECT day, customer, session_id FROM purchase INDEXED BY purchase_customer
WHERE site_id = :site_id AND customer IS NOT NULL AND cancelled_at_ms IS NULL
ORDER BY day
