UPDATE event SET session_id = :to WHERE session_id = :from AND name_id NOT IN (1, 2)
