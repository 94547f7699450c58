DELETE FROM notice_rule WHERE site_id = ?1 AND rule = ?2
