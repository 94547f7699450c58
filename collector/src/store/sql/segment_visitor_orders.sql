(SELECT sum(all_of.orders) FROM session AS all_of WHERE all_of.site_id = session.site_id AND all_of.visitor = session.visitor)
