(min(session.engaged_ms, session.last_at_ms - session.started_at_ms) > 10000 OR session.page_views >= 2 OR session.orders > 0)
= ?
