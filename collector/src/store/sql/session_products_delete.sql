DELETE FROM session_product WHERE session_id = :session_id
