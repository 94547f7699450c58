SELECT channel_id, count(*) FROM (
    SELECT DISTINCT day, visitor, channel_id FROM session WHERE site_id = :site_id AND day BETWEEN :from AND :to
)
GROUP BY channel_id
