DELETE FROM notice_target WHERE site_id = ?1 AND id = ?2
