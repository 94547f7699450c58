INSERT INTO session (id, site_id, visitor, day, started_at_ms, last_at_ms, channel_id, landing_page_id, country, device,
    page_views, engaged_ms, orders, viewed_at_ms, added_at_ms, checkout_at_ms, purchased_at_ms, trail)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
