-- Whether it has tables of ours.
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('site', 'session', 'purchase')
