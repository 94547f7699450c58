INSERT INTO set_aside (arrivals) VALUES (?1)
