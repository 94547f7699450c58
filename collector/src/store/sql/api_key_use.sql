UPDATE api_key SET used_day = :day WHERE id = :id
