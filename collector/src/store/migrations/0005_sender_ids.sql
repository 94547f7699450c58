-- Whether visitors agreed to the ids that senders of other systems (Matomo's, Piwik PRO's) give them.
ALTER TABLE site ADD COLUMN sender_ids INTEGER NOT NULL DEFAULT 0;
