-- Days of which there are fewer events to be shown, in any time zone.
UPDATE day_state SET version = version + 1
WHERE day BETWEEN :oldest_ms / 86400000 - 1 AND :newest_ms / 86400000 + 1
    AND site_id IN (SELECT id FROM site WHERE keep_months = :keep_months)
