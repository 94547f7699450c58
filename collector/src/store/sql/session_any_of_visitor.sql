-- Whether a visitor was ever here.
SELECT 1 FROM session WHERE site_id = :site_id AND visitor = :visitor LIMIT 1
