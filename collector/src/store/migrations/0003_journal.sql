-- What is acknowledged and not applied yet: the believed arrivals of one commit.
CREATE TABLE journal (id INTEGER PRIMARY KEY, arrivals BLOB NOT NULL) STRICT;
-- The same of arrivals that could not be applied, for whoever finds out why.
CREATE TABLE unapplied (id INTEGER PRIMARY KEY, arrivals BLOB NOT NULL) STRICT;

-- A page load and its page views become one small row, without a second index.
CREATE TABLE page_load_number (last_id INTEGER NOT NULL) STRICT;
INSERT INTO page_load_number (last_id)
SELECT max(coalesce((SELECT max(id) FROM page_load), 0), coalesce((SELECT max(page_load_id) FROM page_view), 0));
ALTER TABLE page_load RENAME TO page_load_before;
CREATE TABLE page_load (
    site_id INTEGER NOT NULL,
    token BLOB NOT NULL, -- 16 bytes, beginning with the time, so that the table grows at its end
    id INTEGER NOT NULL,
    seen BLOB NOT NULL,  -- one bit for each event number
    views BLOB NOT NULL, -- its page views: number, day, page, engaged time and depth
    received_h INTEGER NOT NULL, -- hours since 1970
    PRIMARY KEY (site_id, token)
) STRICT, WITHOUT ROWID;

-- Engaged time of each page view, as a histogram.
ALTER TABLE page_rollup ADD COLUMN times BLOB NOT NULL DEFAULT x'00';
ALTER TABLE day_rollup ADD COLUMN page_engaged_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE day_rollup ADD COLUMN times BLOB NOT NULL DEFAULT x'00';

-- What a session did to products: 1 viewed, 2 added, 4 bought.
ALTER TABLE session ADD COLUMN products BLOB NOT NULL DEFAULT x'00';

-- Parameters become a record of dictionary numbers; those of before stay JSON.
ALTER TABLE event RENAME TO event_before;
DROP INDEX event_session;
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL,
    page_load_id INTEGER NOT NULL,
    n INTEGER NOT NULL,
    view INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    name_id INTEGER NOT NULL,
    page_id INTEGER NOT NULL, -- on which it happened
    params ANY -- NULL when there are none
) STRICT;
INSERT INTO event (id, session_id, page_load_id, n, view, at_ms, name_id, page_id, params)
SELECT e.id, e.session_id, e.page_load_id, e.n, e.view, e.at_ms, e.name_id,
    coalesce(p.page_id, (SELECT landing_page_id FROM session WHERE session.id = e.session_id), 1), e.params
FROM event_before e LEFT JOIN page_view p ON p.page_load_id = e.page_load_id AND p.view = e.view;
DROP TABLE event_before;
-- Of what was done in the shop only, which late events ask for. Page views and engagement are most of all events, and
-- sessions grow side by side: their entries would dirty a page each.
CREATE INDEX event_session ON event (session_id) WHERE name_id NOT IN (1, 2);
-- Whose an event is. Raw page views still carry the number of a session that became part of another, which may have become
-- part of a third; what happened in no session carries its site's, below 0.
CREATE VIEW event_site AS
SELECT event.id AS event_id, coalesce((
    WITH RECURSIVE carried(id) AS (
        SELECT event.session_id
        UNION ALL
        SELECT session_merged.into_id FROM session_merged JOIN carried ON session_merged.id = carried.id
    )
    SELECT session.site_id FROM carried JOIN session ON session.id = carried.id), -event.session_id) AS site_id
FROM event;
