-- One of this number that is there was never applied.
INSERT OR REPLACE INTO journal (id, arrivals) VALUES (?1, ?2)
