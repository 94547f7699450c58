INSERT INTO set_aside (site_id, day, received_at_ms, bot, events, sender, body, total_bytes)
VALUES (:site_id, :day, :received_at_ms, :bot, :events, :sender, :body,
    :bytes + coalesce((SELECT max(total_bytes) FROM set_aside WHERE site_id = :site_id), 0))
