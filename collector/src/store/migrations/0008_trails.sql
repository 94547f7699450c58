-- What a session did, step by step (store/trail.rs).
ALTER TABLE session ADD COLUMN trail BLOB NOT NULL DEFAULT x'';
-- In which it was created; 0 of those of before whose session nobody knows.
ALTER TABLE cart ADD COLUMN session_id INTEGER NOT NULL DEFAULT 0;
CREATE INDEX cart_session ON cart (session_id);

-- As last seen; empty when nobody said. Categories from the widest to the narrowest, joined by ' > '.
ALTER TABLE product ADD COLUMN brand TEXT NOT NULL DEFAULT '';
ALTER TABLE product ADD COLUMN category TEXT NOT NULL DEFAULT '';

-- One row for each day of a site of which anything is stored. The version is another one after each transaction that
-- changed something a report of that day could show; sessions of the day lie between the two ids, among others.
CREATE TABLE day_state (
    site_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    version INTEGER NOT NULL,
    first_session_id INTEGER,
    last_session_id INTEGER,
    PRIMARY KEY (site_id, day)
) STRICT, WITHOUT ROWID;
INSERT INTO day_state (site_id, day, version, first_session_id, last_session_id)
SELECT site_id, day, 1, min(id), max(id) FROM session GROUP BY site_id, day;
INSERT OR IGNORE INTO day_state (site_id, day, version) SELECT site_id, day, 1 FROM day_rollup;
INSERT OR IGNORE INTO day_state (site_id, day, version) SELECT DISTINCT site_id, day, 1 FROM cart;
UPDATE cart SET session_id = coalesce((
    SELECT session.id FROM session
    WHERE session.site_id = cart.site_id AND session.visitor = cart.visitor AND session.started_at_ms <= cart.created_at_ms
    ORDER BY session.started_at_ms DESC LIMIT 1
), 0);
