-- What happened in each session, in the order in which it arrived. Raw page views and engagement carry the number of a
-- session that became part of another, which may have become part of a third.
WITH RECURSIVE merged(id, into_id) AS (
    SELECT id, into_id FROM session_merged
    UNION ALL
    SELECT merged.id, session_merged.into_id FROM merged JOIN session_merged ON session_merged.id = merged.into_id
)
SELECT event.at_ms, text.value, event.params, session.id, session.site_id, event.page_load_id, event.view, event.page_id
FROM event
LEFT JOIN (
    SELECT merged.id, merged.into_id FROM merged JOIN session ON session.id = merged.into_id
) AS last ON last.id = event.session_id
JOIN session ON session.id = coalesce(last.into_id, event.session_id)
JOIN text ON text.id = event.name_id
-- Not by an index: the sessions are written while this is read.
ORDER BY +session.id, event.id
