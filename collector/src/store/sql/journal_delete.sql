-- Up to the last one that was applied.
DELETE FROM journal WHERE id <= ?1
