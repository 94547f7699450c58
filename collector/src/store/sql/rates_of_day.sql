SELECT of_order.day, of_order.per_euro, of_site.per_euro
FROM rate AS of_order JOIN rate AS of_site ON of_site.currency = :to AND of_site.day = of_order.day
WHERE of_order.currency = :from AND of_order.day BETWEEN :oldest AND :day
ORDER BY of_order.day DESC LIMIT 1
