CASE WHEN session.orders = 0 THEN 0 ELSE (
    SELECT coalesce(sum(purchase.site_gross_minor - purchase.site_refunded_minor), 0) FROM purchase
    WHERE purchase.session_id = session.id AND purchase.cancelled_at_ms IS NULL
) END
