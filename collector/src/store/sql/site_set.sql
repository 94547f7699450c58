-- What is NULL stays as it is.
UPDATE site SET
    origins = coalesce(:origins, origins),
    session_timeout_ms = coalesce(:session_timeout_ms, session_timeout_ms),
    cart_timeout_ms = coalesce(:cart_timeout_ms, cart_timeout_ms),
    keep_months = coalesce(:keep_months, keep_months)
WHERE key = :key
RETURNING id
