SELECT id FROM channel WHERE source = :source AND medium = :medium AND campaign = :campaign
