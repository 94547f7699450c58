UPDATE page_load_number SET last_id = ?1
