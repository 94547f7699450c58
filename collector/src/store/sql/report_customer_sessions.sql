-- All of it stands in the index purchase_customer.
SELECT customer, session_id FROM purchase INDEXED BY purchase_customer
WHERE site_id = :site_id AND customer IS NOT NULL AND cancelled_at_ms IS NULL AND session_id <> 0
