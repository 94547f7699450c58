UPDATE cart SET active_at_ms = ?2, state = ?3, value_minor = ?4, lines = ?5, checkout_at_ms = ?6, abandoned_at_ms = ?7,
    ordered_at_ms = ?8
WHERE id = ?1
