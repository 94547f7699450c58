UPDATE user SET password = :password WHERE id = :id
