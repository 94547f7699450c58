-- Times are milliseconds since 1970; a `day` is the number of a calendar day (since 1970-01-01) in the site's time
-- zone; money is in minor units of the row's, else the site's, currency; quantities are thousandths.

-- Who and where --------------------------------------------------------------------------------------------------

CREATE TABLE site (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    currency TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    origins TEXT NOT NULL, -- a JSON list
    prices_include_tax INTEGER NOT NULL,
    session_timeout_ms INTEGER NOT NULL DEFAULT 1800000,
    cart_timeout_ms INTEGER NOT NULL DEFAULT 3600000,
    created_at_ms INTEGER NOT NULL
) STRICT;

-- Secrets are stored as BLAKE3 hashes: they are random, so no slow hash is needed.
CREATE TABLE api_key (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site,
    scope TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE,
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE user (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE COLLATE NOCASE,
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE sign_in_link (
    hash BLOB PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES user,
    expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in (
    hash BLOB PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES user,
    expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Dictionaries: texts that many rows share -----------------------------------------------------------------------

CREATE TABLE text (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE) STRICT;
-- Known ids, for the index of `event`.
INSERT INTO text (id, value) VALUES (1, 'page_view'), (2, 'user_engagement');

CREATE TABLE channel (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    medium TEXT NOT NULL,
    campaign TEXT NOT NULL,
    UNIQUE (source, medium, campaign)
) STRICT;

CREATE TABLE product (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site,
    item_key TEXT NOT NULL, -- item_id, else item_name
    name TEXT NOT NULL,     -- as last seen
    UNIQUE (site_id, item_key)
) STRICT;

-- What happened (without foreign keys: ids come from the dictionaries, and each check would cost a look-up) --------------------------------------------------------------------------------------------------

-- The seen-window: which events of a page load are stored. Rows go once a copy would be refused as too old. Page views
-- keep the ids, so the writer never gives one out that a page view has.
CREATE TABLE page_load (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL,
    token BLOB NOT NULL, -- 16 bytes, beginning with the time, so that the index grows at its end
    seen BLOB NOT NULL,  -- one bit for each event number
    received_at_ms INTEGER NOT NULL,
    UNIQUE (site_id, token)
) STRICT;

CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL,
    page_load_id INTEGER NOT NULL,
    n INTEGER NOT NULL,
    view INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    name_id INTEGER NOT NULL,
    params TEXT -- JSON in the form of the wire; NULL when there are none
) STRICT;
-- Of what was done in the shop only, which late events ask for. Page views and engagement are most of all events, and
-- sessions grow side by side: their entries would dirty a page each.
CREATE INDEX event_session ON event (session_id) WHERE name_id NOT IN (1, 2);

CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL,
    visitor INTEGER NOT NULL, -- 64 bits of a keyed hash
    day INTEGER NOT NULL,     -- on which it started
    started_at_ms INTEGER NOT NULL,
    last_at_ms INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    landing_page_id INTEGER NOT NULL,
    country TEXT NOT NULL, -- ISO 3166, or empty
    device INTEGER NOT NULL,
    page_views INTEGER NOT NULL,
    engaged_ms INTEGER NOT NULL,
    orders INTEGER NOT NULL,
    -- When the session reached each step of the closed funnel, in order.
    viewed_at_ms INTEGER,
    added_at_ms INTEGER,
    checkout_at_ms INTEGER,
    purchased_at_ms INTEGER
) STRICT;
CREATE INDEX session_visitor ON session (site_id, visitor, started_at_ms);
CREATE INDEX session_day ON session (site_id, day, visitor, orders);
CREATE INDEX session_funnel ON session (site_id, day, viewed_at_ms, added_at_ms, checkout_at_ms, purchased_at_ms)
    WHERE viewed_at_ms IS NOT NULL;

-- Sessions that became part of another; raw page views and engagement still carry the old number.
CREATE TABLE session_merged (id INTEGER PRIMARY KEY, into_id INTEGER NOT NULL) STRICT;

CREATE TABLE page_view (
    page_load_id INTEGER NOT NULL,
    view INTEGER NOT NULL,
    site_id INTEGER NOT NULL,
    day INTEGER, -- NULL while only its engagement has arrived
    page_id INTEGER NOT NULL,
    engaged_ms INTEGER NOT NULL,
    scroll_percent INTEGER NOT NULL,
    PRIMARY KEY (page_load_id, view)
) STRICT, WITHOUT ROWID;
-- Covering, and growing at each day's end.
CREATE INDEX page_view_day ON page_view (site_id, day, page_load_id, view, page_id, engaged_ms);

CREATE TABLE session_product (
    session_id INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    flags INTEGER NOT NULL, -- 1 viewed, 2 added, 4 bought
    PRIMARY KEY (session_id, product_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE cart (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL,
    visitor INTEGER NOT NULL,
    day INTEGER NOT NULL, -- on which it was created
    created_at_ms INTEGER NOT NULL,
    active_at_ms INTEGER NOT NULL,
    state INTEGER NOT NULL, -- 0 open, 1 ordered, 2 emptied; an open one without activity for the timeout is abandoned
    currency TEXT NOT NULL,
    value_minor INTEGER NOT NULL,
    lines TEXT NOT NULL, -- JSON
    checkout_at_ms INTEGER,
    abandoned_at_ms INTEGER, -- the last time it was, also when it was active again afterwards
    ordered_at_ms INTEGER
) STRICT;
CREATE INDEX cart_day ON cart (site_id, day);
CREATE INDEX cart_visitor ON cart (site_id, visitor);

CREATE TABLE purchase (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL,
    order_id TEXT NOT NULL, -- the shop's
    session_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    currency TEXT NOT NULL,
    gross_minor INTEGER NOT NULL,
    item_revenue_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    shipping_minor INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    refunded_minor INTEGER NOT NULL DEFAULT 0,
    coupon TEXT NOT NULL,
    UNIQUE (site_id, order_id)
) STRICT;
CREATE INDEX purchase_day ON purchase (site_id, day);

CREATE TABLE purchase_item (
    purchase_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    units_milli INTEGER NOT NULL,
    line_minor INTEGER NOT NULL,
    refunded_minor INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (purchase_id, line)
) STRICT, WITHOUT ROWID;

-- A refund of an order that has not come yet waits here with purchase_id NULL and its event's parameters.
CREATE TABLE refund (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL,
    order_id TEXT NOT NULL,
    refund_key TEXT NOT NULL, -- the shop's refund id, else what is refunded
    purchase_id INTEGER,
    day INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    params TEXT,
    UNIQUE (site_id, order_id, refund_key)
) STRICT;
CREATE INDEX refund_day ON refund (site_id, day);

-- Rollups: written in the same transaction as what they sum ----------------------------------------------------------

CREATE TABLE session_rollup (
    site_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    engaged_sessions INTEGER NOT NULL,
    engaged_ms INTEGER NOT NULL,
    sessions_with_order INTEGER NOT NULL,
    viewed INTEGER NOT NULL,
    added INTEGER NOT NULL,
    checkout INTEGER NOT NULL,
    purchased INTEGER NOT NULL,
    PRIMARY KEY (site_id, day, channel_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE day_rollup (
    site_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    page_views INTEGER NOT NULL,
    orders INTEGER NOT NULL,
    gross_minor INTEGER NOT NULL,
    item_revenue_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    shipping_minor INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    refunds_minor INTEGER NOT NULL,
    PRIMARY KEY (site_id, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE page_rollup (
    site_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    page_id INTEGER NOT NULL,
    page_views INTEGER NOT NULL,
    engaged_ms INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    title_id INTEGER NOT NULL, -- as last seen
    PRIMARY KEY (site_id, day, page_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE product_rollup (
    site_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    views INTEGER NOT NULL,
    adds INTEGER NOT NULL,
    removes INTEGER NOT NULL,
    orders INTEGER NOT NULL,
    units_milli INTEGER NOT NULL,
    revenue_minor INTEGER NOT NULL,
    refunds_minor INTEGER NOT NULL,
    -- Sessions by the day they started.
    sessions_viewed INTEGER NOT NULL,
    sessions_viewed_added INTEGER NOT NULL,
    sessions_viewed_bought INTEGER NOT NULL,
    PRIMARY KEY (site_id, day, product_id)
) STRICT, WITHOUT ROWID;

-- What was refused, filtered or corrected, by reason. Site 0: what named no site of ours.
CREATE TABLE drop_rollup (
    site_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (site_id, day, reason)
) STRICT, WITHOUT ROWID;
