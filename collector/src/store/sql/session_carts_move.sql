UPDATE cart SET session_id = :to WHERE session_id = :from
