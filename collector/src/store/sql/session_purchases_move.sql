UPDATE purchase SET session_id = :to WHERE session_id = :from
