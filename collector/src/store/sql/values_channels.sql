SELECT source, medium, campaign, sum(sessions) FROM session_rollup JOIN channel ON channel.id = channel_id
WHERE site_id = :site_id AND day BETWEEN :from AND :to
GROUP BY channel_id
