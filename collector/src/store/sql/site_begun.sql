-- Whether a day of the site is kept, and its currency or time zone would be another one than it was kept by.
SELECT EXISTS (
    SELECT * FROM site JOIN day_state ON day_state.site_id = site.id
    WHERE site.key = ?1 AND (coalesce(?2, currency) != currency OR coalesce(?3, time_zone) != time_zone)
)
