-- Whether it is this report of the order, of this visitor, that is the session's.
SELECT 1 FROM purchase JOIN session ON session.id = purchase.session_id
WHERE purchase.site_id = :site_id AND purchase.order_id = :order_id AND purchase.session_at_ms = :at_ms
    AND session.visitor = :visitor
