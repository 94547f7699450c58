SELECT session.channel_id, count(*), sum(purchase.gross_minor)
FROM purchase JOIN session ON session.id = purchase.session_id
WHERE purchase.site_id = :site_id AND purchase.day BETWEEN :from AND :to AND purchase.currency = :currency
    AND purchase.cancelled_at_ms IS NULL
GROUP BY session.channel_id
