SELECT id FROM page_load_before
