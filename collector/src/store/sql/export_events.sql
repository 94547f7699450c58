-- Of a site's sessions, and of none of its sessions.
SELECT event.at_ms, name.value, event.params, event.session_id, event.page_load_id, event.n, event.view, page.value
FROM event
LEFT JOIN session ON session.id = coalesce(
    (SELECT into_id FROM session_merged WHERE session_merged.id = event.session_id), event.session_id)
JOIN text AS name ON name.id = event.name_id
LEFT JOIN text AS page ON page.id = event.page_id
WHERE session.site_id = :site_id OR event.session_id = -:site_id
ORDER BY event.id
