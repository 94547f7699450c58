INSERT INTO purchase_item (purchase_id, line, product_id, units_milli, line_minor, site_line_minor)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
