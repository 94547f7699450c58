//! Fills the sums a page shows: any element with `data-sum` gets the amount of that name.
import { formatEuro } from './money.js';

/** `cart` is a priced cart. Rows marked `data-if="discount"` appear only with a discount. */
export function showTotals(cart) {
  for (const element of document.querySelectorAll('[data-sum]')) {
    const cents = cart[element.dataset.sum];
    element.textContent = element.dataset.sum === 'shipping' && cents === 0 ? 'Free' : formatEuro(cents);
  }
  for (const row of document.querySelectorAll('[data-if=discount]')) row.hidden = cart.discount === 0;
}
