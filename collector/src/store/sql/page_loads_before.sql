SELECT site_id, token, id, seen, views, received_h FROM page_load_before
