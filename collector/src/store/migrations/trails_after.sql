-- For the test of migration 0008: what it has become.
SELECT (SELECT name || ', ' || brand || ', ' || category FROM product),
    (SELECT CAST(session_id AS TEXT) FROM cart),
    (SELECT version || ' ' || first_session_id || ' ' || last_session_id FROM day_state),
    (SELECT trail FROM session WHERE id = 3),
    (SELECT trail FROM session WHERE id = 4)
