UPDATE user SET everywhere = :role WHERE id = :id
