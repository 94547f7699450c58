UPDATE site SET origins = :origins WHERE key = :key
