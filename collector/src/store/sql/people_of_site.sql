-- Everybody with a role at a site, here or everywhere.
SELECT user.id, user.email, user_site.role, user.everywhere, user.password IS NOT NULL,
    (SELECT max(used_at_ms) FROM sign_in WHERE sign_in.user_id = user.id)
FROM user LEFT JOIN user_site ON user_site.user_id = user.id AND user_site.site_id = :site_id
WHERE user_site.role IS NOT NULL OR user.everywhere IS NOT NULL
ORDER BY user.email
