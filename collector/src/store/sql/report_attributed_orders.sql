SELECT purchase.id, purchase.at_ms, site_gross_minor, site_refunded_minor, customer, session.visitor
FROM purchase LEFT JOIN session ON session.id = purchase.session_id
WHERE purchase.site_id = :site_id AND purchase.day BETWEEN :from AND :to AND site_gross_minor IS NOT NULL
    AND cancelled_at_ms IS NULL
ORDER BY purchase.id
