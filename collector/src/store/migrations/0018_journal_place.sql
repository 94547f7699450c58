-- Up to which row of the journal, which is a file of its own now, everything is applied.
CREATE TABLE journal_place (applied_to INTEGER NOT NULL) STRICT;
INSERT INTO journal_place (applied_to) VALUES (0);
