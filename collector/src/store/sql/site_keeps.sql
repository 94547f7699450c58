SELECT id, keep_months FROM site ORDER BY id
