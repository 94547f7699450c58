INSERT INTO unapplied (arrivals) VALUES (?1)
