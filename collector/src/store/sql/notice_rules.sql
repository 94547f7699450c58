SELECT rule, threshold, told FROM notice_rule WHERE site_id = ?1 ORDER BY rule
