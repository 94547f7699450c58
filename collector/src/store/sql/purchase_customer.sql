SELECT customer FROM purchase WHERE id = :id
