SELECT count FROM new_texts WHERE site_id = :site_id AND day = :day AND kind = :kind
