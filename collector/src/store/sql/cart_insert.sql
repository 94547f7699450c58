INSERT INTO cart (site_id, visitor, day, created_at_ms, active_at_ms, state, currency, value_minor, lines,
    checkout_at_ms, abandoned_at_ms, ordered_at_ms, session_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
