INSERT INTO refund (site_id, order_id, refund_key, purchase_id, day, at_ms, currency, amount_minor, params)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT DO NOTHING
