-- All of the orders stands in the index purchase_customer.
SELECT purchase.day, customer, session.visitor
FROM purchase INDEXED BY purchase_customer LEFT JOIN session ON session.id = purchase.session_id
WHERE purchase.site_id = :site_id AND purchase.day BETWEEN :from AND :to AND customer IS NOT NULL
    AND cancelled_at_ms IS NULL
ORDER BY purchase.day
