-- All of it stands in the index.
SELECT day, visitor, orders FROM session INDEXED BY session_day WHERE site_id = ?1 AND day BETWEEN ?2 AND ?3
