//! The home page and the category pages.
import { promotion } from './catalogue.js';
import { ga4Item, pushEcommerce } from './datalayer.js';
import { announceList } from './list.js';
import { priceLine } from './pricing.js';
import './wishlist.js';

const banner = document.querySelector('#promotion');
if (banner) {
  const pushPromotion = (event) => pushEcommerce(event, {
    promotion_id: promotion.id,
    promotion_name: promotion.name,
    creative_name: promotion.creative,
    creative_slot: promotion.slot,
    items: [ga4Item(priceLine({ id: promotion.productId, quantity: 1 }))],
  });
  pushPromotion('view_promotion');
  banner.addEventListener('click', () => pushPromotion('select_promotion'));
}
announceList(document.querySelector('[data-list-id]'));
