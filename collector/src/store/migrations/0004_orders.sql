-- Orders that the shop's server reports, or signs; cancellations; customers.

-- Whose word the order's totals and items are: 0 a browser's, 1 a browser's with the shop's signature, 2 the shop's server's.
ALTER TABLE purchase ADD COLUMN trust INTEGER NOT NULL DEFAULT 0;
-- A keyed hash; NULL when nobody said.
ALTER TABLE purchase ADD COLUMN customer INTEGER;
-- What the first browser to report it said the total was; NULL when none did.
ALTER TABLE purchase ADD COLUMN reported_minor INTEGER;
ALTER TABLE purchase ADD COLUMN reported_currency TEXT;
ALTER TABLE purchase ADD COLUMN cancelled_at_ms INTEGER;
UPDATE purchase SET reported_minor = gross_minor, reported_currency = currency;

-- `session_id` is 0 of an order that no session has reported. The report of the session is the one that consumed its cart.
ALTER TABLE purchase ADD COLUMN session_at_ms INTEGER;
UPDATE purchase SET session_at_ms = at_ms;
CREATE INDEX purchase_session ON purchase (session_id);
DROP INDEX purchase_day;
CREATE INDEX purchase_day ON purchase (site_id, day, at_ms);

-- Refunds keep what they ask for: what they get is found again whenever their order changes.
ALTER TABLE refund ADD COLUMN source INTEGER NOT NULL DEFAULT 0; -- 0 a browser, 1 the shop's server
CREATE TABLE refund_item (
    refund_id INTEGER NOT NULL,
    product_id INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    PRIMARY KEY (refund_id, product_id)
) STRICT, WITHOUT ROWID;
-- Which of several refunds an item was in is not known of the old ones; the first is as good as any.
INSERT INTO refund_item (refund_id, product_id, amount_minor)
SELECT (SELECT min(id) FROM refund WHERE refund.purchase_id = purchase_item.purchase_id) AS refund_id, product_id,
    sum(refunded_minor)
FROM purchase_item WHERE refunded_minor > 0 GROUP BY refund_id, product_id HAVING refund_id IS NOT NULL;
ALTER TABLE purchase_item DROP COLUMN refunded_minor;

-- One of an order that has not come yet waits here.
CREATE TABLE cancellation (
    site_id INTEGER NOT NULL,
    order_id TEXT NOT NULL,
    source INTEGER NOT NULL, -- as of refunds
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (site_id, order_id)
) STRICT, WITHOUT ROWID;
