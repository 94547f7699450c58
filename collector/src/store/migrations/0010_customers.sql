-- What reports about customers read of an order, and nothing else: they would look up a row for each. Only orders of a known
-- customer are in it, and it grows at each day's end; beside the order's own row and events it is a twentieth.
CREATE INDEX purchase_customer ON purchase (site_id, day, customer, at_ms, session_id, currency, gross_minor, refunded_minor)
    WHERE customer IS NOT NULL AND cancelled_at_ms IS NULL;
