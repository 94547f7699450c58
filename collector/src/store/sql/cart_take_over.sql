-- The open cart of somebody who is known by another name now, and had none under that name.
UPDATE cart SET visitor = :to WHERE site_id = :site_id AND visitor = :from AND state = 0
