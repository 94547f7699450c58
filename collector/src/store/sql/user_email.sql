UPDATE OR IGNORE user SET email = :email WHERE id = :id
