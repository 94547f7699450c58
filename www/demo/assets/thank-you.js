//! The thank-you page reports the order whenever it is shown, reloads included, as most shops do.
import { pushEcommerce } from './datalayer.js';
import { load } from './storage.js';
import { showTotals } from './totals.js';

const order = load('order', null);
document.querySelector('#order').hidden = order === null;
document.querySelector('#no-order').hidden = order !== null;
if (order) {
  const { purchase, totals } = order;
  document.querySelector('#order-id').textContent = purchase.transaction_id;
  document.querySelector('#order-lines').replaceChildren(...purchase.items.map((item) => {
    const entry = document.createElement('li');
    entry.textContent = `${item.quantity} × ${item.item_name}${item.item_variant ? `, ${item.item_variant}` : ''}`;
    return entry;
  }));
  showTotals(totals);
  pushEcommerce('purchase', purchase);
}
