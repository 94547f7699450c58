SELECT id FROM user WHERE email = :email
