SELECT share.id, share.name, share.filter, user.email, share.created_at_ms, share.expires_at_ms
FROM share LEFT JOIN user ON user.id = share.made_by WHERE share.site_id = :site_id ORDER BY share.id
