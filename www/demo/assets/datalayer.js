//! All this shop ever says about itself to analytics: GA4's ecommerce events on `window.dataLayer`.
//! It knows no vendor: whoever reads the layer, reads it.
import { categoryBySlug } from './catalogue.js';
import { CURRENCY, ga4Amount } from './money.js';
import { load, save } from './storage.js';

const push = (entry) => (window.dataLayer ??= []).push(entry);

/** The null push keeps a tag manager from merging this event with the one before. */
export function pushEcommerce(event, ecommerce) {
  push({ ecommerce: null });
  push({ event, ecommerce });
}

export const pushSearch = (searchTerm) => push({ event: 'search', search_term: searchTerm });

/** For the events that carry money: the value is what the lines add up to, in cents until the last moment. */
export function pushLines(event, lines, more = {}) {
  const valueCents = lines.reduce((sum, line) => sum + line.unitCents * line.quantity, 0);
  pushEcommerce(event, { currency: CURRENCY, value: ga4Amount(valueCents), ...more, items: lines.map(ga4Item) });
}

/** `line` is a priced line; `list` says where the visitor found the product, if that is known. */
export function ga4Item({ product, variant, quantity, unitCents, discountCents, list }) {
  return {
    item_id: product.id,
    item_name: product.name,
    item_brand: product.brand,
    item_category: categoryBySlug(product.category).name,
    ...(variant && { item_variant: variant }),
    price: ga4Amount(unitCents),
    ...(discountCents > 0 && { discount: ga4Amount(discountCents) }),
    quantity,
    ...list,
  };
}

export const couponField = (coupon) => (coupon ? { coupon } : {});

// The list a product was opened from goes with it into the cart, as shops do for list attribution.
export const rememberList = (id, list) => save('lists', { ...load('lists', {}), [id]: list });
export const listOf = (id) => load('lists', {})[id];
