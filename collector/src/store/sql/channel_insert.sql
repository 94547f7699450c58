INSERT INTO channel (source, medium, campaign) VALUES (:source, :medium, :campaign)
