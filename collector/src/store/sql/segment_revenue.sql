CASE WHEN session.orders = 0 THEN 0 ELSE (
    SELECT coalesce(sum(purchase.gross_minor - purchase.refunded_minor), 0) FROM purchase
    WHERE purchase.session_id = session.id AND purchase.cancelled_at_ms IS NULL AND purchase.currency = ?
) END
