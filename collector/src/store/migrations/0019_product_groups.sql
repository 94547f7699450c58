-- Counts when a product of the site gets another brand or category: until then, what days add to groups of products holds.
ALTER TABLE product_state ADD COLUMN groups_version INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER product_regrouped AFTER UPDATE OF brand, category ON product
WHEN old.brand <> new.brand OR old.category <> new.category BEGIN
    INSERT INTO product_state (site_id, version, groups_version) VALUES (new.site_id, 1, 1)
    ON CONFLICT DO UPDATE SET groups_version = groups_version + 1;
END;
