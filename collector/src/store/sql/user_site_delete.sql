DELETE FROM user_site WHERE user_id = :user_id AND site_id = :site_id
