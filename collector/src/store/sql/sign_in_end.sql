DELETE FROM sign_in WHERE id = :id AND user_id = :user_id
