//! Checkout, step 2: reported when the choice is confirmed, right before the next page.
import { readCart, setTier } from './cart.js';
import { checkoutStep } from './checkout-step.js';
import { couponField, pushLines } from './datalayer.js';
import { formatEuro } from './money.js';
import { priceCart, shippingCents } from './pricing.js';
import { showTotals } from './totals.js';

checkoutStep((form, cart) =>
  pushLines('add_shipping_info', cart.lines, { ...couponField(cart.coupon), shipping_tier: cart.tier }));

const cart = priceCart(readCart());
for (const choice of document.querySelectorAll('[name=tier]')) {
  const cents = shippingCents(choice.value, cart.goods);
  document.querySelector(`#price-${choice.value}`).textContent = cents === 0 ? 'Free' : formatEuro(cents);
  choice.checked = choice.value === cart.tier;
  choice.addEventListener('change', () => {
    setTier(choice.value);
    showTotals(priceCart(readCart()));
  });
}
