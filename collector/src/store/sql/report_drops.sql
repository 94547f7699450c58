SELECT site_id <> 0, reason, sum(count) FROM drop_rollup
WHERE site_id IN (0, :site_id) AND day BETWEEN :from AND :to
GROUP BY 1, 2 ORDER BY 3 DESC, 2
