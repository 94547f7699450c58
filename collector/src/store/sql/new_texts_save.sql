INSERT INTO new_texts (site_id, day, kind, count) VALUES (:site_id, :day, :kind, :count)
ON CONFLICT DO UPDATE SET count = excluded.count
