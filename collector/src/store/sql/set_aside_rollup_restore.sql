UPDATE set_aside_rollup SET restored_events = restored_events + :events
WHERE site_id = :site_id AND day = :day AND bot = :bot
