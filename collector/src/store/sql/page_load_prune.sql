-- Those of a range of tokens that no copy can ask for any more.
DELETE FROM page_load
WHERE site_id = :site_id AND token IN (
    SELECT token FROM page_load
    WHERE site_id = :site_id AND token > :from AND token < :to AND received_h < :before_h
    LIMIT :limit)
