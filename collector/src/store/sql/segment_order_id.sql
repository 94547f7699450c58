session.orders > 0 AND EXISTS (
    SELECT 1 FROM purchase
    WHERE purchase.session_id = session.id AND purchase.cancelled_at_ms IS NULL AND compares(purchase.order_id, ?, ?)
)
