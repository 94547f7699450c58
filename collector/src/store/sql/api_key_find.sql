SELECT site.key, api_key.scope FROM api_key JOIN site ON site.id = api_key.site_id WHERE api_key.hash = :hash
