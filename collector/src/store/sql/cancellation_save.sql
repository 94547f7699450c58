INSERT INTO cancellation (site_id, order_id, source, at_ms) VALUES (:site_id, :order_id, :source, :at_ms)
ON CONFLICT DO UPDATE SET source = excluded.source, at_ms = excluded.at_ms
