-- Query parameters of a site's own that are personal: a JSON list.
ALTER TABLE site ADD COLUMN scrub_params TEXT NOT NULL DEFAULT '[]';
