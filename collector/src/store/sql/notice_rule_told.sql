-- Nothing changes when somebody else told it, or took the rule back, in between.
UPDATE notice_rule SET told = ?3 WHERE site_id = ?1 AND rule = ?2 AND told IS ?4
