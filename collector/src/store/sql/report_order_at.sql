SELECT purchase.id, purchase.at_ms, coalesce(site_gross_minor, 0), coalesce(site_refunded_minor, 0), customer, session.visitor
FROM purchase LEFT JOIN session ON session.id = purchase.session_id
WHERE purchase.id = :id
