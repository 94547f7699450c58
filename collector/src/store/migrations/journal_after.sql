-- For the test of migration 0003: what it has become.
SELECT (SELECT hex(views) || ' ' || received_h FROM page_load WHERE id = 5),
    (SELECT last_id FROM page_load_number),
    (SELECT hex(products) FROM session),
    (SELECT group_concat(page_id || ' ' || typeof(params)) FROM event),
    (SELECT page_engaged_ms || ' ' || (times = (SELECT times FROM page_rollup)) || ' ' || length(times) FROM day_rollup),
    (SELECT count(*) FROM sqlite_schema WHERE name LIKE '%before' OR name IN ('page_view', 'session_product'))
