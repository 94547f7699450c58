-- What was done at the sites in :sites (a JSON list of their ids), or at any and at none.
SELECT audit.id, audit.at_ms, audit.actor, actor.email, audit.action, site.key, subject.email, audit.detail
FROM audit
LEFT JOIN user AS actor ON actor.id = audit.actor_id
LEFT JOIN user AS subject ON subject.id = audit.subject_id
LEFT JOIN site ON site.id = audit.site_id
WHERE audit.id < :before
    AND (:sites IS NULL OR site.key IN (SELECT value FROM json_each(:sites)))
ORDER BY audit.id DESC LIMIT :limit
