DELETE FROM note WHERE site_id = ?1 AND id = ?2
