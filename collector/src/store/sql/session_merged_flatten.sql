-- Those that were merged before into one that is merged now.
UPDATE session_merged SET into_id = :to WHERE into_id = :from
