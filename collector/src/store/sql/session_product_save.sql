INSERT INTO session_product (session_id, product_id, flags) VALUES (:session_id, :product_id, :flags)
ON CONFLICT DO UPDATE SET flags = excluded.flags
