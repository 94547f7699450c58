SELECT order_id, coupon FROM purchase WHERE site_id = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day DESC, at_ms DESC LIMIT ?4
