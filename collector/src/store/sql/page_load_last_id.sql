SELECT last_id FROM page_load_number
