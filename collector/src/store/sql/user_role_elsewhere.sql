SELECT EXISTS (SELECT 1 FROM user_site WHERE user_id = :user_id AND site_id <> :site_id)
    OR EXISTS (SELECT 1 FROM user WHERE id = :user_id AND everywhere IS NOT NULL)
