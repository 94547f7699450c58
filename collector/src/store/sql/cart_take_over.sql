-- The open cart of somebody who is known by another name now, and had none under that name; and those that were created in
-- the session that goes on under it, as what was done there is done by whoever has that name.
UPDATE cart SET visitor = :to
WHERE site_id = :site_id AND visitor = :from AND (state = 0 OR session_id = :session_id)
RETURNING day
