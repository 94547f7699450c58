-- The euro's reference rates: how many units of a currency one euro is, as decimal text. The euro itself is 1 on each day.
CREATE TABLE rate (
    currency TEXT NOT NULL,
    day INTEGER NOT NULL,
    per_euro TEXT NOT NULL,
    PRIMARY KEY (currency, day)
) STRICT, WITHOUT ROWID;

-- The rates an order was exchanged at, of its currency and of the site's; NULL of one in the site's own.
ALTER TABLE purchase ADD COLUMN rate_day INTEGER;
ALTER TABLE purchase ADD COLUMN rate_per_euro TEXT;
ALTER TABLE purchase ADD COLUMN site_per_euro TEXT;
-- What the amounts come to in the site's currency, by these rates; all NULL of an order without any.
ALTER TABLE purchase ADD COLUMN site_gross_minor INTEGER;
ALTER TABLE purchase ADD COLUMN site_item_revenue_minor INTEGER;
ALTER TABLE purchase ADD COLUMN site_tax_minor INTEGER;
ALTER TABLE purchase ADD COLUMN site_shipping_minor INTEGER;
ALTER TABLE purchase ADD COLUMN site_discount_minor INTEGER;
ALTER TABLE purchase ADD COLUMN site_refunded_minor INTEGER;
ALTER TABLE purchase_item ADD COLUMN site_line_minor INTEGER;
ALTER TABLE refund ADD COLUMN site_amount_minor INTEGER;
ALTER TABLE refund_item ADD COLUMN site_amount_minor INTEGER;
UPDATE purchase SET site_gross_minor = gross_minor, site_item_revenue_minor = item_revenue_minor, site_tax_minor = tax_minor,
    site_shipping_minor = shipping_minor, site_discount_minor = discount_minor, site_refunded_minor = refunded_minor
WHERE currency = (SELECT currency FROM site WHERE site.id = purchase.site_id);
UPDATE purchase_item SET site_line_minor = line_minor
WHERE purchase_id IN (SELECT id FROM purchase WHERE site_gross_minor IS NOT NULL);
UPDATE refund SET site_amount_minor = amount_minor
WHERE purchase_id IN (SELECT id FROM purchase WHERE site_gross_minor IS NOT NULL);
UPDATE refund_item SET site_amount_minor = amount_minor
WHERE refund_id IN (SELECT id FROM refund WHERE site_amount_minor IS NOT NULL);
-- Those that wait for a rate; there is nothing in it of a shop with one currency.
CREATE INDEX purchase_unconverted ON purchase (id) WHERE site_gross_minor IS NULL;

-- Carts that somebody fills, or left a moment ago: what an answer's tag asks for, and the live view.
CREATE INDEX cart_open ON cart (site_id, active_at_ms) WHERE state = 0;

-- A product's name, brand and category are as last seen in reports of any day: another version when one is another.
CREATE TABLE product_state (site_id INTEGER PRIMARY KEY, version INTEGER NOT NULL) STRICT;
CREATE TRIGGER product_changed AFTER UPDATE ON product BEGIN
    INSERT INTO product_state (site_id, version) VALUES (new.site_id, 1)
    ON CONFLICT DO UPDATE SET version = version + 1;
END;
