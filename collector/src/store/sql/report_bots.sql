SELECT bot, sum(events), sum(counted_events),
    (SELECT coalesce(sum(events), 0) FROM bot_arrival WHERE site_id = :site_id AND bot_arrival.bot = bot_rollup.bot)
FROM bot_rollup
WHERE site_id = :site_id AND day BETWEEN :from AND :to
GROUP BY bot ORDER BY 2 DESC, 1
