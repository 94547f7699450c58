DELETE FROM set_aside
WHERE id IN (SELECT id FROM set_aside WHERE site_id = :site_id ORDER BY total_bytes LIMIT 4)
    AND (received_at_ms < :oldest_ms OR total_bytes <=
        (SELECT max(total_bytes) FROM set_aside WHERE site_id = :site_id) - :max_bytes)
