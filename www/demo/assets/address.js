//! Checkout, step 1. What is typed here is neither stored nor sent anywhere.
import { readCart } from './cart.js';
import { checkoutStep } from './checkout-step.js';
import { couponField, pushLines } from './datalayer.js';
import { priceCart } from './pricing.js';

if (checkoutStep(() => {})) {
  const cart = priceCart(readCart());
  pushLines('begin_checkout', cart.lines, couponField(cart.coupon));
}
