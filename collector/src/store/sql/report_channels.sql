SELECT id, source, medium, campaign FROM channel
