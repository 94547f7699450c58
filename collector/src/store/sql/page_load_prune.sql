-- Up to :limit of the rows after :after_id, those that no copy can ask for any more.
DELETE FROM page_load
WHERE id > :after_id AND id <= :after_id + :limit AND received_at_ms < :before_ms
