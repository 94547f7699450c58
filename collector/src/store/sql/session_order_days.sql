-- The days on which reports show orders of a session, or refunds of them.
SELECT day FROM purchase WHERE session_id = ?1
UNION
SELECT refund.day FROM purchase JOIN refund ON refund.site_id = purchase.site_id AND refund.order_id = purchase.order_id
WHERE purchase.session_id = ?1
