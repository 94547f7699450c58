-- As they happened: each is settled and exchanged behind those before it.
SELECT id, refund_key, source, day, at_ms, params, amount_minor FROM refund
WHERE site_id = :site_id AND order_id = :order_id
ORDER BY at_ms, refund_key
