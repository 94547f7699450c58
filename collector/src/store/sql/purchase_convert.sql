UPDATE purchase SET rate_day = :rate_day, rate_per_euro = :rate_per_euro, site_per_euro = :site_per_euro,
    site_gross_minor = :gross_minor, site_item_revenue_minor = :item_revenue_minor, site_tax_minor = :tax_minor,
    site_shipping_minor = :shipping_minor, site_discount_minor = :discount_minor, site_refunded_minor = :refunded_minor
WHERE id = :id
