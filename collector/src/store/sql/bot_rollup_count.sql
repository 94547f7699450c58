UPDATE bot_rollup SET counted_events = counted_events + :events
WHERE site_id = :site_id AND day = :day AND bot = :bot
