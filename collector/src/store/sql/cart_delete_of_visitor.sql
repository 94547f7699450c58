DELETE FROM cart WHERE site_id = :site_id AND visitor = :visitor
