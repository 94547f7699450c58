SELECT site_id, bot FROM counted_bot ORDER BY site_id, bot
