SELECT id, key, name, currency, time_zone, origins, prices_include_tax, session_timeout_ms, cart_timeout_ms,
    scrub_params, sender_ids, keep_months
FROM site ORDER BY key
