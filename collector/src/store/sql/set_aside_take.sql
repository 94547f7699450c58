DELETE FROM set_aside WHERE id = :id RETURNING day, bot, events
