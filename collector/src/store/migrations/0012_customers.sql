-- What reports about customers read of an order, and nothing else: they would look up a row for each. Only orders of a known
-- customer are in it, 42 bytes each, and it grows at its end, as the days go by. `cancelled_at_ms`, always NULL here, is there
-- because SQLite would look it up.
CREATE INDEX purchase_customer ON purchase (site_id, day, customer, at_ms, session_id, site_gross_minor,
    site_refunded_minor, cancelled_at_ms)
    WHERE customer IS NOT NULL AND cancelled_at_ms IS NULL;
