-- All of it stands in the index purchase_customer.
SELECT count(*), coalesce(sum(orders >= 2), 0) FROM (
    SELECT count(*) AS orders FROM purchase
    WHERE site_id = :site_id AND day BETWEEN :from AND :to AND currency = :currency AND customer IS NOT NULL
        AND cancelled_at_ms IS NULL
    GROUP BY customer
)
