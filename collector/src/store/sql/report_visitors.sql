-- Anonymous visitors can't be told apart across days: the sum of each day's. Those with consent (negative) are the same
-- on all days, and count once.
SELECT count(*), coalesce(sum(orders > 0), 0)
FROM (
    SELECT max(orders) AS orders FROM session
    WHERE site_id = :site_id AND day BETWEEN :from AND :to AND visitor >= 0
    GROUP BY day, visitor
    UNION ALL
    SELECT max(orders) FROM session
    WHERE site_id = :site_id AND day BETWEEN :from AND :to AND visitor < 0
    GROUP BY visitor
)
