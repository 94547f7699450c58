-- How long a site's raw events are kept. Sessions, orders, carts and rollups stay.
ALTER TABLE site ADD COLUMN keep_months INTEGER NOT NULL DEFAULT 13;
