SELECT added_at_ms - viewed_at_ms, checkout_at_ms - added_at_ms, purchased_at_ms - checkout_at_ms
FROM session
WHERE site_id = :site_id AND day BETWEEN :from AND :to AND viewed_at_ms IS NOT NULL AND added_at_ms IS NOT NULL
