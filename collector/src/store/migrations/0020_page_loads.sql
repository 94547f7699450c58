-- A page load is a smaller row.
ALTER TABLE page_load RENAME TO page_load_before;
CREATE TABLE page_load (
    site_id INTEGER NOT NULL,
    token BLOB NOT NULL, -- 12 bytes: 5 of the time, so that the table grows at its end, and a hash of the whole
    received_h INTEGER NOT NULL, -- hours since 1970
    known BLOB NOT NULL, -- its number, its events' numbers, its page views (store/apply/page_load.rs)
    PRIMARY KEY (site_id, token)
) STRICT, WITHOUT ROWID;
-- And raw page views and engagement stand many in a row of `event` (store/apply/page_events.rs).
