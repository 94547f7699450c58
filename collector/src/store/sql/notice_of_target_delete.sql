DELETE FROM notice WHERE target_id = ?1
