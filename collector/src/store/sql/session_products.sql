SELECT product_id, flags FROM session_product WHERE session_id = :session_id
