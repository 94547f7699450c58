SELECT channel_id, sum(sessions), sum(engaged_sessions), sum(sessions_with_order) FROM session_rollup
WHERE site_id = :site_id AND day BETWEEN :from AND :to
GROUP BY channel_id
HAVING sum(sessions) <> 0
