SELECT reason, sum(count) FROM drop_rollup GROUP BY reason ORDER BY reason
