SELECT day, page_views, orders, gross_minor, refunds_minor FROM day_rollup
WHERE site_id = :site_id AND day BETWEEN :from AND :to
