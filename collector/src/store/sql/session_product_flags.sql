SELECT flags FROM session_product WHERE session_id = :session_id AND product_id = :product_id
