// Compiled, never run: what a shop may write, and what it must be told not to. An `@ts-expect-error` without an error is
// an error.

import footfall, { consent, debug, install, limits, page, track } from '@footfall/tracker';
import type { Item, Purchase, StandardEvents, Tracker } from '@footfall/tracker';

declare module '@footfall/tracker' {
  interface ItemParams {
    item_color?: string;
  }
}

install({ host: 'https://stats.example', site: 'shop' });
footfall.install({ host: '/stats', site: 'shop', hashRoutes: true, queryRoutes: false, scrubParams: ['member'], nonce: 'n' });
// @ts-expect-error the site is missing
install({ host: 'https://stats.example' });
// @ts-expect-error a list, not a text
install({ host: 'https://stats.example', site: 'shop', scrubParams: 'a,b' });

const lamp: Item = { item_id: 'SKU-1', item_name: 'Lamp', price: 19.99, quantity: 2, item_category2: 'Indoor' };
const byName: Item = { item_name: 'Lamp', price: '19.99', item_color: 'red' };
const byNumber: Item = { item_id: 4711 };
// @ts-expect-error neither id nor name
const nobody: Item = { price: 1 };
// @ts-expect-error no such parameter
const misspelt: Item = { item_id: 'a', quantiy: 2 };
// @ts-expect-error a quantity is a number
const wrong: Item = { item_id: 'a', quantity: true };

track('view_item_list', { item_list_id: 'home', items: [lamp, byName] });
track('select_item', { items: [byNumber] });
track('view_item', { currency: 'EUR', value: 19.99, items: [lamp] });
track('add_to_wishlist', { items: [lamp] });
track('add_to_cart', { currency: 'EUR', items: [{ item_id: 'SKU-1', price: 19.99, quantity: 2 }], store: 'north' });
track('remove_from_cart', { items: [lamp] });
track('view_cart', { value: '39.98', items: [lamp] });
track('cart_update', { items: [] });
track('begin_checkout', { coupon: 'SPRING', items: [lamp] });
track('add_shipping_info', { shipping_tier: 'express', items: [lamp] });
track('add_payment_info', { payment_type: 'card', items: [lamp] });
track('purchase', { transaction_id: 'A-1', value: 39.98, tax: 6.38, shipping: 4.9, currency: 'EUR', items: [lamp] });
track('refund', { transaction_id: 'A-1' });
track('view_promotion', { promotion_id: 'sale', items: [] });
track('select_promotion', { promotion_name: 'Sale', creative_slot: 'top' });
track('search', { search_term: 'lamp' });
track('sign_up', { method: 'mail' });
track('login');

const order: Purchase = { transaction_id: 1001, items: [lamp] as const };
track('purchase', order);
const readonlyItems: readonly Item[] = [lamp];
track('view_cart', { items: readonlyItems });

// @ts-expect-error an order without its id
track('purchase', { value: 39.98 });
// @ts-expect-error an order without its parameters
track('purchase');
// @ts-expect-error items without a list
track('add_to_cart', { items: lamp });
// @ts-expect-error items are required
track('view_cart', { value: 1 });
// @ts-expect-error an item without id and name
track('add_to_cart', { items: [{ price: 1 }] });
// @ts-expect-error the term is missing
track('search', { term: 'lamp' });
// @ts-expect-error an amount is no boolean
track('refund', { transaction_id: 'A-1', value: true });
// @ts-expect-error page views are measured
track('page_view');
// @ts-expect-error engagement is measured
track('user_engagement', { engaged_ms: 5 });

track('newsletter');
track('newsletter', { place: 'footer', items: [lamp], count: 2, first: true });
// @ts-expect-error objects are left out
track('newsletter', { place: { row: 1 } });
// @ts-expect-error a name is a text
track(5);

page();
footfall.page();
// @ts-expect-error it reads the page itself
page('/cart');
consent('granted');
footfall.consent('denied');
// @ts-expect-error no such state
consent('yes');
debug();
footfall.push(['track', 'newsletter', { place: 'footer' }]);
footfall.push(['page']);
// @ts-expect-error no such method
footfall.push(['identify', 'someone']);

const ready: Promise<void> = footfall.ready;
const most: 200 = limits.items;
const names: (keyof StandardEvents)[] = ['purchase'];
const tracker: Tracker = footfall;
// @ts-expect-error frozen
footfall.track = () => {};

export { misspelt, most, names, nobody, ready, tracker, wrong };
