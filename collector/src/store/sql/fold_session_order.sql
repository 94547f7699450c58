SELECT id FROM purchase WHERE site_id = ?1 AND order_id = ?2 AND session_id = ?3 AND session_at_ms = ?4
