-- What was heard of a shop, by the day on which it arrived.
CREATE TABLE heard (
    site_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    kind INTEGER NOT NULL, -- 0 any event, 1 a dialect, 2 a step to an order, 3 an origin, 4 one that is refused, 5 trouble
    name TEXT NOT NULL,
    count INTEGER NOT NULL,
    first_at_ms INTEGER NOT NULL,
    last_at_ms INTEGER NOT NULL,
    example TEXT NOT NULL, -- of trouble with orders the id of the last; else empty
    PRIMARY KEY (site_id, day, kind, name)
) STRICT, WITHOUT ROWID;

-- The same by the hour since 1970, for whoever asks what is usual at this time of the week.
CREATE TABLE heard_hour (
    site_id INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    events INTEGER NOT NULL, -- by the hour of their arrival
    orders INTEGER NOT NULL, -- by the hour in which they were placed
    PRIMARY KEY (site_id, hour)
) STRICT, WITHOUT ROWID;

-- What is known of the time before: sessions, and the steps they took.
INSERT INTO heard (site_id, day, kind, name, count, first_at_ms, last_at_ms, example)
SELECT site_id, day, 0, '', sum(page_views), min(started_at_ms), max(last_at_ms), '' FROM session GROUP BY site_id, day;
INSERT INTO heard (site_id, day, kind, name, count, first_at_ms, last_at_ms, example)
SELECT site_id, day, 2, 'page_view', sum(page_views), min(started_at_ms), max(last_at_ms), '' FROM session
GROUP BY site_id, day;
INSERT INTO heard (site_id, day, kind, name, count, first_at_ms, last_at_ms, example)
SELECT site_id, day, 2, 'view_item', count(*), min(viewed_at_ms), max(viewed_at_ms), '' FROM session
WHERE viewed_at_ms IS NOT NULL GROUP BY site_id, day;
INSERT INTO heard (site_id, day, kind, name, count, first_at_ms, last_at_ms, example)
SELECT site_id, day, 2, 'add_to_cart', count(*), min(added_at_ms), max(added_at_ms), '' FROM session
WHERE added_at_ms IS NOT NULL GROUP BY site_id, day;
INSERT INTO heard (site_id, day, kind, name, count, first_at_ms, last_at_ms, example)
SELECT site_id, day, 2, 'begin_checkout', count(*), min(checkout_at_ms), max(checkout_at_ms), '' FROM session
WHERE checkout_at_ms IS NOT NULL GROUP BY site_id, day;
INSERT INTO heard (site_id, day, kind, name, count, first_at_ms, last_at_ms, example)
SELECT site_id, day, 2, 'purchase', count(*), min(at_ms), max(at_ms), '' FROM purchase GROUP BY site_id, day;
INSERT INTO heard_hour (site_id, hour, events, orders)
SELECT site_id, started_at_ms / 3600000, sum(page_views), sum(orders) FROM session GROUP BY site_id, started_at_ms / 3600000;

-- Where summaries and alerts go. The secret of a webhook is made from its nonce under a key that is in no backup.
CREATE TABLE notice_target (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL REFERENCES site,
    kind TEXT NOT NULL, -- 'mail' or 'webhook'
    address TEXT NOT NULL,
    nonce BLOB NOT NULL,
    created_at_ms INTEGER NOT NULL,
    UNIQUE (site_id, kind, address)
) STRICT;

-- Which of them a site asks for. A rule without a row is off.
CREATE TABLE notice_rule (
    site_id INTEGER NOT NULL REFERENCES site,
    rule TEXT NOT NULL,
    threshold INTEGER NOT NULL, -- hours, or percent; 0 of the weekly summary
    -- What was told last: when the trouble began that is not over, NULL when all is well; of the summary the day it was of.
    told INTEGER,
    PRIMARY KEY (site_id, rule)
) STRICT, WITHOUT ROWID;

-- What is to be sent, and for a while what was.
CREATE TABLE notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    target_id INTEGER NOT NULL REFERENCES notice_target ON DELETE CASCADE,
    site_id INTEGER NOT NULL,
    rule TEXT NOT NULL,
    created_at_ms INTEGER NOT NULL,
    body TEXT NOT NULL, -- JSON
    attempts INTEGER NOT NULL DEFAULT 0,
    next_at_ms INTEGER, -- NULL once it is sent or given up
    sent_at_ms INTEGER,
    error TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX notice_next ON notice (next_at_ms) WHERE next_at_ms IS NOT NULL;
CREATE INDEX notice_site ON notice (site_id, id);
