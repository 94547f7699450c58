INSERT INTO audit (at_ms, actor, actor_id, action, site_id, subject_id, detail)
VALUES (:at_ms, :actor, :actor_id, :action, :site_id, :subject_id, :detail)
