-- What changes with nearly every event. None of it is in an index.
UPDATE session SET last_at_ms = :last_at_ms, page_views = :page_views, engaged_ms = :engaged_ms WHERE id = :id
