SELECT reason, sum(count), min(day) FROM drop_rollup WHERE site_id = ?1 AND day >= ?2 GROUP BY reason
