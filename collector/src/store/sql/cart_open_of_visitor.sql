SELECT id, day, created_at_ms, active_at_ms, currency, value_minor, lines, checkout_at_ms, abandoned_at_ms, session_id
FROM cart WHERE site_id = :site_id AND visitor = :visitor AND state = 0
