DELETE FROM bot_arrival
WHERE id IN (SELECT id FROM bot_arrival WHERE site_id = :site_id ORDER BY total_bytes LIMIT 4)
    AND (received_at_ms < :oldest_ms OR total_bytes <=
        (SELECT max(total_bytes) FROM bot_arrival WHERE site_id = :site_id) - :max_bytes)
