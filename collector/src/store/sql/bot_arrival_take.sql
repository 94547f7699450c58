DELETE FROM bot_arrival WHERE id = :id RETURNING day, bot, events
