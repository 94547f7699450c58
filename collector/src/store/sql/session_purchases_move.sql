UPDATE purchase SET session_id = :to WHERE site_id = :site_id AND day BETWEEN :from_day - 1 AND :to_day + 1 AND session_id = :from
