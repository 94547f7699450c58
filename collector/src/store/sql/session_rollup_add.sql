INSERT INTO session_rollup (site_id, day, channel_id,
    sessions, engaged_sessions, engaged_ms, sessions_with_order, viewed, added, checkout, purchased)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT DO UPDATE SET
    sessions = sessions + excluded.sessions,
    engaged_sessions = engaged_sessions + excluded.engaged_sessions,
    engaged_ms = engaged_ms + excluded.engaged_ms,
    sessions_with_order = sessions_with_order + excluded.sessions_with_order,
    viewed = viewed + excluded.viewed,
    added = added + excluded.added,
    checkout = checkout + excluded.checkout,
    purchased = purchased + excluded.purchased
