INSERT INTO text (value) VALUES (:value)
