//! What the three checkout pages share: no cart, no checkout; totals beside the form; on to the next page.
import { readCart } from './cart.js';
import { priceCart } from './pricing.js';
import { showTotals } from './totals.js';

/** Answers false when the cart is empty and the visitor is on the way back to it. */
export function checkoutStep(onSubmit) {
  const isEmpty = () => readCart().lines.length === 0;
  const leaveIfEmpty = () => { if (isEmpty()) location.replace('/demo/cart.html'); };
  const form = document.querySelector('form.step');
  const button = form.querySelector('[type=submit]');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    button.disabled = true; // A second click must not order, or report, twice.
    onSubmit(form, priceCart(readCart()));
    location.assign(form.action);
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    button.disabled = false; // Back from the next page, which may have placed the order.
    leaveIfEmpty();
  });
  showTotals(priceCart(readCart()));
  leaveIfEmpty();
  return !isEmpty();
}
