SELECT site.key, user_site.role FROM user_site JOIN site ON site.id = user_site.site_id WHERE user_site.user_id = :user_id
