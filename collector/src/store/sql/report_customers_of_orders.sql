-- All of it stands in the index purchase_customer. Counted outside: a map of ours is faster than SQLite's sorting.
SELECT customer FROM purchase INDEXED BY purchase_customer
WHERE site_id = :site_id AND day BETWEEN :from AND :to AND site_gross_minor IS NOT NULL
    AND customer IS NOT NULL
    AND cancelled_at_ms IS NULL
