-- Another session of the visitor that is not far enough away to be one of its own.
SELECT id, day, started_at_ms, last_at_ms, channel_id, landing_page_id, country, device, page_views, engaged_ms, orders,
    viewed_at_ms, added_at_ms, checkout_at_ms, purchased_at_ms, trail
FROM session
WHERE site_id = :site_id AND visitor = :visitor AND id <> :id
    AND started_at_ms <= :latest_start_ms AND last_at_ms >= :earliest_end_ms
LIMIT 1
