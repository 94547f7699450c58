-- Refunds of these days that still wait for their order, since when, and of which order one is.
SELECT count(*), coalesce(min(at_ms), 0), coalesce(max(order_id), '') FROM refund
WHERE site_id = ?1 AND day >= ?2 AND at_ms < ?3 AND purchase_id IS NULL
