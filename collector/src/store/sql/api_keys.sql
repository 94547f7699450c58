SELECT api_key.id, site.key, api_key.scope, api_key.created_at_ms, api_key.name, user.email, api_key.used_day
FROM api_key JOIN site ON site.id = api_key.site_id LEFT JOIN user ON user.id = api_key.made_by
WHERE site.key = coalesce(:site, site.key) ORDER BY api_key.id
