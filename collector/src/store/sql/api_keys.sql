SELECT api_key.id, site.key, api_key.scope, api_key.created_at_ms FROM api_key JOIN site ON site.id = api_key.site_id
WHERE site.key = coalesce(:site, site.key) ORDER BY api_key.id
