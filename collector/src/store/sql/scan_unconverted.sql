SELECT purchase.currency, purchase.gross_minor, purchase.refunded_minor
FROM purchase LEFT JOIN session ON session.id = purchase.session_id
WHERE purchase.site_id = ?1 AND purchase.day BETWEEN ?2 AND ?3 AND purchase.site_gross_minor IS NULL
    AND purchase.cancelled_at_ms IS NULL
