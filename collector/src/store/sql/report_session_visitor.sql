SELECT visitor FROM session WHERE id = :id
