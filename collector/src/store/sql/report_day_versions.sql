SELECT day, version FROM day_state WHERE site_id = :site_id AND day BETWEEN :from AND :to ORDER BY day
