session.orders > 0 AND EXISTS (
    SELECT 1 FROM purchase WHERE purchase.session_id = session.id AND compares(purchase.order_id, ?, ?)
)
