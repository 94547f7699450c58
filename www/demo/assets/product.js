//! A product page: seen, and put into the cart. Adding stays on the page.
import { findLine, MAX_QUANTITY, setQuantity } from './cart.js';
import { listOf, pushLines } from './datalayer.js';
import { priceLine } from './pricing.js';
import './wishlist.js';

const form = document.querySelector('#buy');
const notice = document.querySelector('#added');
const chosen = () => ({
  id: form.dataset.item,
  variant: form.elements.variant?.value ?? '',
  list: listOf(form.dataset.item),
});

pushLines('view_item', [priceLine({ ...chosen(), quantity: 1 })]);

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const line = chosen();
  const before = findLine(line)?.quantity ?? 0;
  const added = setQuantity(line, before + form.elements.quantity.valueAsNumber);
  if (added > 0) pushLines('add_to_cart', [priceLine({ ...line, quantity: added })]);
  document.querySelector('#added-text').textContent = added > 0
    ? `Added ${added} to your cart.`
    : `Your cart already holds ${MAX_QUANTITY} of these.`;
  notice.hidden = false;
});
