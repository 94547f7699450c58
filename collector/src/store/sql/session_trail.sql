SELECT trail FROM session WHERE id = ?1 AND site_id = ?2
