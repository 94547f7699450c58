-- Days with carts in another currency than their site's.
UPDATE day_state SET version = version + 1
WHERE day BETWEEN :from AND :to AND EXISTS (
    SELECT 1 FROM cart JOIN site ON site.id = cart.site_id
    WHERE cart.site_id = day_state.site_id AND cart.day = day_state.day AND cart.currency <> site.currency
)
