SELECT api_key.id, site.key, api_key.scope, api_key.used_day FROM api_key JOIN site ON site.id = api_key.site_id
WHERE api_key.hash = :hash
