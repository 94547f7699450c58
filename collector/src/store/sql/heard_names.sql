-- How many others of its kind and day there are.
SELECT count(*) FROM heard WHERE site_id = ?1 AND day = ?2 AND kind = ?3 AND name != ?4
