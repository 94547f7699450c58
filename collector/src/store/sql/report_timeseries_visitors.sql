SELECT day, count(DISTINCT visitor) FROM session
WHERE site_id = :site_id AND day BETWEEN :from AND :to GROUP BY day
