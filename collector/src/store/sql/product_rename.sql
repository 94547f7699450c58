UPDATE product SET name = :name WHERE id = :id
