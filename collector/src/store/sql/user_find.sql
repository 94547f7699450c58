SELECT id, password FROM user WHERE email = :email
