DELETE FROM event
WHERE id > :after_id AND id <= :to_id AND at_ms < :before_ms AND :keep_months = (
    SELECT site.keep_months
    FROM event_site JOIN site ON site.id = event_site.site_id
    WHERE event_site.event_id = event.id)
