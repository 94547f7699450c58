DELETE FROM counted_bot WHERE site_id = :site_id AND bot = :bot
