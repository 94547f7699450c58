SELECT password FROM user WHERE id = :id
