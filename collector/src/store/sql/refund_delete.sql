DELETE FROM refund WHERE id = :id
