UPDATE session SET visitor = :visitor, day = :day, started_at_ms = :started_at_ms, channel_id = :channel_id,
    landing_page_id = :landing_page_id
WHERE id = :id
