SELECT session.channel_id, sum(refund.amount_minor)
FROM refund JOIN purchase ON purchase.id = refund.purchase_id JOIN session ON session.id = purchase.session_id
WHERE refund.site_id = :site_id AND refund.day BETWEEN :from AND :to AND refund.currency = :currency
GROUP BY session.channel_id
