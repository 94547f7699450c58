SELECT coalesce(session.channel_id, 0), sum(refund.site_amount_minor)
FROM refund JOIN purchase ON purchase.id = refund.purchase_id LEFT JOIN session ON session.id = purchase.session_id
WHERE refund.site_id = :site_id AND refund.day BETWEEN :from AND :to AND refund.site_amount_minor IS NOT NULL
GROUP BY 1
