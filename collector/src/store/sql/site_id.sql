SELECT id FROM site WHERE key = :key
