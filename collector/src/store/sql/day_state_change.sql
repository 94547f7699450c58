INSERT INTO day_state (site_id, day, version, first_session_id, last_session_id) VALUES (?1, ?2, 1, ?3, ?4)
ON CONFLICT DO UPDATE SET
    version = version + 1,
    first_session_id = min(coalesce(first_session_id, excluded.first_session_id),
        coalesce(excluded.first_session_id, first_session_id)),
    last_session_id = max(coalesce(last_session_id, excluded.last_session_id),
        coalesce(excluded.last_session_id, last_session_id))
