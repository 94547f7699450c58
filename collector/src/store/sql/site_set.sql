-- What is NULL stays as it is.
UPDATE site SET
    name = coalesce(:name, name),
    currency = coalesce(:currency, currency),
    time_zone = coalesce(:time_zone, time_zone),
    prices_include_tax = coalesce(:prices_include_tax, prices_include_tax),
    origins = coalesce(:origins, origins),
    session_timeout_ms = coalesce(:session_timeout_ms, session_timeout_ms),
    cart_timeout_ms = coalesce(:cart_timeout_ms, cart_timeout_ms),
    keep_months = coalesce(:keep_months, keep_months)
WHERE key = :key
RETURNING id
