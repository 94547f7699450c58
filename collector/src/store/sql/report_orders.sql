-- Newest first, behind the place of the last row that was read: its day, time and number.
SELECT purchase.id, purchase.day, purchase.at_ms, purchase.order_id, purchase.currency, purchase.gross_minor, purchase.trust,
    purchase.reported_minor, purchase.reported_currency, purchase.refunded_minor, purchase.cancelled_at_ms,
    channel.source, channel.medium, channel.campaign, purchase.site_gross_minor, purchase.site_refunded_minor,
    purchase.rate_day, purchase.rate_per_euro, purchase.site_per_euro
FROM purchase
LEFT JOIN session ON session.id = purchase.session_id
LEFT JOIN channel ON channel.id = session.channel_id
WHERE purchase.site_id = ?1 AND purchase.day BETWEEN ?2 AND ?3 AND (purchase.day, purchase.at_ms, purchase.id) < (?4, ?5, ?6)
