DELETE FROM sign_in WHERE hash = :hash
