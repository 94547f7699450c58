-- Orders of these days: all of them; those the shop's server has verified; those it has not after a day, since when, and one.
SELECT count(*), count(*) FILTER (WHERE trust > 0), count(*) FILTER (WHERE trust = 0 AND at_ms < ?3),
    coalesce(min(at_ms) FILTER (WHERE trust = 0), 0),
    coalesce(max(order_id) FILTER (WHERE trust = 0 AND at_ms < ?3), '')
FROM purchase WHERE site_id = ?1 AND day >= ?2
