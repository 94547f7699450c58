INSERT INTO refund (site_id, order_id, refund_key, source, day, at_ms, params, purchase_id, currency, amount_minor,
    site_amount_minor)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
