DROP TABLE page_load_before
