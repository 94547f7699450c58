-- The days on which reports show something of a session: its own, and those of its carts, its orders and their refunds.
SELECT day FROM session WHERE id = ?1
UNION
SELECT day FROM cart WHERE session_id = ?1
UNION
SELECT day FROM purchase WHERE session_id = ?1
UNION
SELECT refund.day FROM purchase JOIN refund ON refund.site_id = purchase.site_id AND refund.order_id = purchase.order_id
WHERE purchase.session_id = ?1
