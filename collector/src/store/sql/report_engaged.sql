SELECT page_id, engaged_ms FROM page_view WHERE site_id = :site_id AND day BETWEEN :from AND :to
