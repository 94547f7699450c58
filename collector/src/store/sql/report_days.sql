SELECT coalesce(sum(page_views), 0), coalesce(sum(orders), 0), coalesce(sum(gross_minor), 0),
    coalesce(sum(item_revenue_minor), 0), coalesce(sum(tax_minor), 0), coalesce(sum(shipping_minor), 0),
    coalesce(sum(discount_minor), 0), coalesce(sum(refunds_minor), 0),
    coalesce(sum(page_engaged_ms), 0)
FROM day_rollup WHERE site_id = :site_id AND day BETWEEN :from AND :to
