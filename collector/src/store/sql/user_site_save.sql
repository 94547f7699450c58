INSERT INTO user_site (user_id, site_id, role) VALUES (:user_id, :site_id, :role)
ON CONFLICT DO UPDATE SET role = excluded.role
