SELECT bot, sum(events), sum(restored_events),
    (SELECT coalesce(sum(events), 0) FROM set_aside WHERE site_id = :site_id AND set_aside.bot = set_aside_rollup.bot)
FROM set_aside_rollup
WHERE site_id = :site_id AND day BETWEEN :from AND :to
GROUP BY bot ORDER BY 2 DESC, 1
