INSERT INTO journal (arrivals) VALUES (?1)
