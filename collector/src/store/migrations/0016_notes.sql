-- What somebody wrote about a day: a sale began, a newsletter went out, the shop was down.
CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site,
    day INTEGER NOT NULL,
    text TEXT NOT NULL,
    author TEXT NOT NULL, -- an e-mail address; empty when it was written with a key
    created_at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX note_day ON note (site_id, day, id);
