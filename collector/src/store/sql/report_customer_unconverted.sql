SELECT currency, count(*), sum(gross_minor), sum(refunded_minor)
FROM purchase INDEXED BY purchase_unconverted
WHERE site_id = :site_id AND day BETWEEN :from AND :to AND site_gross_minor IS NULL AND cancelled_at_ms IS NULL
    AND customer IS NOT NULL
GROUP BY currency ORDER BY currency
