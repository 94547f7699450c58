UPDATE event SET session_id = :to WHERE session_id = :from
