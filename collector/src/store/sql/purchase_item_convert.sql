UPDATE purchase_item SET site_line_minor = :line_minor WHERE purchase_id = :purchase_id AND line = :line
