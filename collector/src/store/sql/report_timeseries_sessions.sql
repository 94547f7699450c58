SELECT day, sum(sessions), sum(sessions_with_order) FROM session_rollup
WHERE site_id = :site_id AND day BETWEEN :from AND :to GROUP BY day
