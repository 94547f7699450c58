-- Newest first; :day, :at_ms and :id are those of the last row that was read.
SELECT purchase.id, purchase.day, purchase.at_ms, purchase.order_id, purchase.currency, purchase.gross_minor, purchase.trust,
    purchase.reported_minor, purchase.reported_currency, purchase.refunded_minor, purchase.cancelled_at_ms,
    channel.source, channel.medium, channel.campaign, purchase.site_gross_minor, purchase.site_refunded_minor,
    purchase.rate_day, purchase.rate_per_euro, purchase.site_per_euro
FROM purchase
LEFT JOIN session ON session.id = purchase.session_id
LEFT JOIN channel ON channel.id = session.channel_id
WHERE purchase.site_id = :site_id AND purchase.day BETWEEN :from AND :to
    AND (purchase.day, purchase.at_ms, purchase.id) < (:day, :at_ms, :id)
ORDER BY purchase.day DESC, purchase.at_ms DESC, purchase.id DESC
LIMIT :limit
