//! Checkout, step 3: the cart becomes an order. The order is frozen as it was placed, in cents and in GA4's words.
import { emptyTheCart } from './cart.js';
import { checkoutStep } from './checkout-step.js';
import { couponField, ga4Item, pushLines } from './datalayer.js';
import { CURRENCY, ga4Amount } from './money.js';
import { save } from './storage.js';

/** `FW-` and ten digits. */
function newOrderId() {
  const [random] = crypto.getRandomValues(new Uint32Array(1));
  return `FW-${String(random).padStart(10, '0')}`;
}

checkoutStep((form, cart) => {
  pushLines('add_payment_info', cart.lines, { ...couponField(cart.coupon), payment_type: form.elements.payment.value });
  const { goods, discount, shipping, tax, total } = cart;
  save('order', {
    totals: { goods, discount, shipping, tax, total },
    purchase: {
      transaction_id: newOrderId(),
      value: ga4Amount(goods), // Without shipping; the VAT is inside, as it is in every price of this shop.
      currency: CURRENCY,
      tax: ga4Amount(tax),
      shipping: ga4Amount(shipping),
      ...couponField(cart.coupon),
      items: cart.lines.map(ga4Item),
    },
  });
  emptyTheCart();
});
