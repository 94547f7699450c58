SELECT event.at_ms, name.value, event.params, event.session_id, event.page_load_id, event.n, event.view, page.value
FROM event
JOIN event_site ON event_site.event_id = event.id
JOIN text AS name ON name.id = event.name_id
LEFT JOIN text AS page ON page.id = event.page_id
WHERE event_site.site_id = :site_id
ORDER BY event.id
