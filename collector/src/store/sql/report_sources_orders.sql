-- Of no channel: orders that no session has reported.
SELECT coalesce(session.channel_id, 0), count(*), sum(purchase.site_gross_minor)
FROM purchase LEFT JOIN session ON session.id = purchase.session_id
WHERE purchase.site_id = :site_id AND purchase.day BETWEEN :from AND :to AND purchase.site_gross_minor IS NOT NULL
    AND purchase.cancelled_at_ms IS NULL
GROUP BY 1
