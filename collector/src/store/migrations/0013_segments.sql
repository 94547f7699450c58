-- Filters that a site keeps under a name.
CREATE TABLE saved_segment (
    site_id INTEGER NOT NULL REFERENCES site,
    name TEXT NOT NULL COLLATE NOCASE,
    filter TEXT NOT NULL,
    PRIMARY KEY (site_id, name)
) STRICT, WITHOUT ROWID;

-- Funnels are made from trails.
DROP INDEX session_funnel;
