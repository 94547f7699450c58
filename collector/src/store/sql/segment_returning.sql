EXISTS (
    SELECT 1 FROM session AS before
    WHERE before.site_id = session.site_id AND before.visitor = session.visitor
        AND before.started_at_ms < session.started_at_ms
) = ?
