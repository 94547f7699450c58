-- The trail says it.
ALTER TABLE session DROP COLUMN products;
