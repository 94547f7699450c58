SELECT coalesce(sum(sessions), 0), coalesce(sum(engaged_sessions), 0), coalesce(sum(engaged_ms), 0),
    coalesce(sum(sessions_with_order), 0), coalesce(sum(viewed), 0), coalesce(sum(added), 0), coalesce(sum(checkout), 0),
    coalesce(sum(purchased), 0)
FROM session_rollup WHERE site_id = :site_id AND day BETWEEN :from AND :to
