SELECT id FROM text WHERE value = :value
