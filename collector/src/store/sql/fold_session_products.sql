SELECT session_id, product_id, flags FROM session_product ORDER BY session_id, product_id
