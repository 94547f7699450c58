SELECT gross_minor FROM day_rollup WHERE site_id = ?1 AND day = ?2
