SELECT id, at_ms, coalesce(site_gross_minor, 0), coalesce(site_refunded_minor, 0), customer, session_id
FROM purchase WHERE id = :id
