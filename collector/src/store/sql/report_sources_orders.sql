-- Of no channel: orders that no session has reported.
SELECT coalesce(session.channel_id, 0), count(*), sum(purchase.gross_minor)
FROM purchase LEFT JOIN session ON session.id = purchase.session_id
WHERE purchase.site_id = :site_id AND purchase.day BETWEEN :from AND :to AND purchase.currency = :currency
    AND purchase.cancelled_at_ms IS NULL
GROUP BY 1
