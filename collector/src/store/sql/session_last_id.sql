SELECT max(id) FROM session
