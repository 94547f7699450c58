INSERT INTO set_aside_rollup (site_id, day, bot, events) VALUES (:site_id, :day, :bot, :events)
ON CONFLICT DO UPDATE SET events = events + excluded.events
