SELECT seq FROM sqlite_sequence WHERE name = 'page_load'
