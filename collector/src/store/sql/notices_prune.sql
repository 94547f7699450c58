-- Those that are done with, after a while.
DELETE FROM notice WHERE next_at_ms IS NULL AND created_at_ms < ?1
