SELECT currency, min(day), max(day), count(*),
    (SELECT per_euro FROM rate AS last WHERE last.currency = rate.currency ORDER BY day DESC LIMIT 1)
FROM rate GROUP BY currency ORDER BY currency
