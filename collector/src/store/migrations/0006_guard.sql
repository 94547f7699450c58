-- What bots sent: believed, kept for a while, and counted in no report until somebody says that it is to be.
CREATE TABLE set_aside (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id INTEGER NOT NULL,
    day INTEGER NOT NULL, -- of its receipt
    received_at_ms INTEGER NOT NULL,
    bot TEXT NOT NULL,
    events INTEGER NOT NULL,
    sender TEXT NOT NULL, -- JSON: the visitor's hash and the device's class
    body TEXT NOT NULL,   -- the believed batch, in the form of the wire
    total_bytes INTEGER NOT NULL -- of this and all before it of its site, so that the oldest can make room
) STRICT;
CREATE INDEX set_aside_total ON set_aside (site_id, total_bytes);
CREATE INDEX set_aside_bot ON set_aside (site_id, bot);

CREATE TABLE set_aside_rollup (
    site_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    bot TEXT NOT NULL,
    events INTEGER NOT NULL,
    restored_events INTEGER NOT NULL DEFAULT 0, -- those of them that were counted after all
    PRIMARY KEY (site_id, day, bot)
) STRICT, WITHOUT ROWID;

-- Bots of the list that a site counts like anybody else.
CREATE TABLE counted_bot (
    site_id INTEGER NOT NULL REFERENCES site,
    bot TEXT NOT NULL,
    PRIMARY KEY (site_id, bot)
) STRICT, WITHOUT ROWID;

-- How many new texts of each kind a site brought in a day: five rows a day at most.
CREATE TABLE new_texts (
    site_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (site_id, day, kind)
) STRICT, WITHOUT ROWID;

-- One row, written to see whether anything can be.
CREATE TABLE proof (id INTEGER PRIMARY KEY CHECK (id = 1), at_ms INTEGER NOT NULL) STRICT;
