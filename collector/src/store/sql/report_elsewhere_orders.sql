-- Cancellations are few: each finds its order.
WITH cancelled AS MATERIALIZED (
    SELECT purchase.day, purchase.session_id, purchase.site_gross_minor, purchase.site_item_revenue_minor,
        purchase.site_tax_minor, purchase.cancelled_at_ms
    FROM cancellation CROSS JOIN purchase
    WHERE cancellation.site_id = :site_id AND purchase.site_id = :site_id AND purchase.order_id = cancellation.order_id
        AND purchase.cancelled_at_ms IS NOT NULL
)
SELECT
    (SELECT count(*) FROM cancelled WHERE day BETWEEN :from AND :to AND site_gross_minor IS NOT NULL),
    (SELECT coalesce(sum(site_gross_minor), 0) FROM cancelled WHERE day BETWEEN :from AND :to),
    (SELECT coalesce(sum(site_item_revenue_minor), 0) FROM cancelled WHERE day BETWEEN :from AND :to),
    (SELECT coalesce(sum(site_tax_minor), 0) FROM cancelled WHERE day BETWEEN :from AND :to),
    (SELECT count(DISTINCT session.id) FROM cancelled JOIN session ON session.id = cancelled.session_id
        WHERE session.day BETWEEN :from AND :to AND session.orders = 0),
    (SELECT coalesce(sum(site_gross_minor), 0) FROM cancelled WHERE cancelled_at_ms >= :from_ms AND cancelled_at_ms < :to_ms),
    (SELECT coalesce(sum(refunds_minor), 0) FROM product_rollup WHERE site_id = :site_id AND day BETWEEN :from AND :to)
