-- Of the newest sessions of all sites those of this one in which something happened lately. What is read of the others stands
-- before their trails.
SELECT visitor, channel_id, trail FROM session
WHERE id > (SELECT max(id) FROM session) - :newest AND site_id = :site_id AND last_at_ms > :active_after_ms
