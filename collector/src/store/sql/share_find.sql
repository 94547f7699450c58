SELECT share.id, site.key, share.name, share.filter, share.expires_at_ms FROM share JOIN site ON site.id = share.site_id
WHERE share.hash = :hash AND (share.expires_at_ms IS NULL OR share.expires_at_ms > :now_ms)
