SELECT id, day, started_at_ms, last_at_ms, channel_id, landing_page_id, country, device, page_views, engaged_ms, orders,
    viewed_at_ms, added_at_ms, checkout_at_ms, purchased_at_ms, trail, visitor
FROM session WHERE id = :id
