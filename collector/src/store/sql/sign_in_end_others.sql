DELETE FROM sign_in WHERE user_id = :user_id AND id <> :id
