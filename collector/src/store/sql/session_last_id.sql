-- The number of one that became part of another is not given out again: raw events still carry it.
SELECT max(coalesce((SELECT max(id) FROM session), 0), coalesce((SELECT max(id) FROM session_merged), 0))
