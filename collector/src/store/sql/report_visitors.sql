-- Anonymous visitors can't be told apart across days: the sum of each day's.
SELECT count(*), coalesce(sum(orders > 0), 0)
FROM (
    SELECT max(orders) AS orders FROM session
    WHERE site_id = :site_id AND day BETWEEN :from AND :to
    GROUP BY day, visitor
)
