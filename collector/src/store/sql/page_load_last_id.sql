SELECT max(coalesce((SELECT max(id) FROM page_load), 0), coalesce((SELECT max(page_load_id) FROM page_view), 0))
