INSERT INTO counted_bot (site_id, bot) VALUES (:site_id, :bot) ON CONFLICT DO NOTHING
