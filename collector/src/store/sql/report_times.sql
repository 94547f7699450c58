SELECT times FROM day_rollup WHERE site_id = :site_id AND day BETWEEN :from AND :to
