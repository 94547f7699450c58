SELECT reason, sum(count) FROM drop_rollup WHERE day >= :from GROUP BY reason ORDER BY sum(count) DESC, reason
