//! A list of products on a page: it was seen, and one of its products was chosen.
import { priceLine } from './pricing.js';
import { ga4Item, pushEcommerce, rememberList } from './datalayer.js';

/** Announces what `element` (a `[data-list-id]`) shows now. An empty list is not worth an event. */
export function announceList(element) {
  const about = { item_list_id: element.dataset.listId, item_list_name: element.dataset.listName };
  const links = [...element.querySelectorAll('li:not([hidden]) a[data-product]')];
  const entries = links.map((link, index) => ({ link, id: link.dataset.product, list: { ...about, index } }));
  const itemOf = ({ id, list }) => ga4Item(priceLine({ id, quantity: 1, list }));
  if (entries.length > 0) pushEcommerce('view_item_list', { ...about, items: entries.map(itemOf) });
  for (const entry of entries) {
    // Pushed as the browser leaves the page: the hardest moment to report, and the usual one in shops.
    entry.link.addEventListener('click', () => {
      rememberList(entry.id, entry.list);
      pushEcommerce('select_item', { ...about, items: [itemOf(entry)] });
    });
  }
}
