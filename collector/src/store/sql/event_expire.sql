-- Raw page views still carry the number of a session that became part of another, which may have become part of a third.
DELETE FROM event
WHERE id > :after_id AND id <= :to_id AND at_ms < :before_ms AND (
    WITH RECURSIVE carried(id) AS (
        SELECT event.session_id
        UNION ALL
        SELECT session_merged.into_id FROM session_merged JOIN carried ON session_merged.id = carried.id
    )
    SELECT site.keep_months
    FROM carried JOIN session ON session.id = carried.id JOIN site ON site.id = session.site_id
) = :keep_months
