-- An open cart is abandoned once it was left alone for the site's timeout.
SELECT state = 1, checkout_at_ms IS NOT NULL, abandoned_at_ms IS NOT NULL,
    state = 0 AND active_at_ms + :timeout_ms <= :now_ms, value_minor,
    CASE state WHEN 1 THEN ordered_at_ms - abandoned_at_ms END, currency, day
FROM cart WHERE site_id = :site_id AND day BETWEEN :from AND :to
