-- Something that any day of a site may show.
UPDATE day_state SET version = version + 1 WHERE site_id = ?1
