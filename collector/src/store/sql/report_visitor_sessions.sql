SELECT id, started_at_ms, channel_id, landing_page_id FROM session
WHERE site_id = :site_id AND visitor = :visitor AND started_at_ms BETWEEN :from_ms AND :to_ms
