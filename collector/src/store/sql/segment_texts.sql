SELECT id FROM text WHERE compares(value, ?1, ?2)
