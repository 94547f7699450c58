-- Raw page views still carry the number of a session that became part of another, which may have become part of a third.
-- What happened in no session carries its site's, below 0.
DELETE FROM event
WHERE id > :after_id AND id <= :to_id AND at_ms < :before_ms AND :keep_months = (
    WITH RECURSIVE carried(id) AS (
        SELECT event.session_id
        UNION ALL
        SELECT session_merged.into_id FROM session_merged JOIN carried ON session_merged.id = carried.id
    )
    SELECT site.keep_months FROM site
    WHERE site.id = coalesce(
        (SELECT session.site_id FROM carried JOIN session ON session.id = carried.id), -event.session_id))
