//! The cart: lines of (product, variant), a coupon and a shipping tier. It survives tabs and visits.
import { productById } from './catalogue.js';
import { COUPON_CODE } from './pricing.js';
import { load, save } from './storage.js';

export const MAX_QUANTITY = 99;
const emptyCart = { lines: [], coupon: '', tier: 'standard' };

/** Lines whose product left the catalogue are forgotten. */
export function readCart() {
  const cart = { ...emptyCart, ...load('cart', {}) };
  return { ...cart, lines: cart.lines.filter((line) => productById(line.id)) };
}

function change(changes) {
  const cart = { ...readCart(), ...changes };
  save('cart', cart);
  showCartCount();
}

const isSame = (a, b) => a.id === b.id && a.variant === b.variant;
export const findLine = (wanted) => readCart().lines.find((line) => isSame(line, wanted));

/** Quantity 0 removes the line. Answers by how much the quantity really changed. */
export function setQuantity(wanted, quantity) {
  const { lines } = readCart();
  const before = findLine(wanted)?.quantity ?? 0;
  const after = Math.min(Math.max(quantity, 0), MAX_QUANTITY);
  const line = { ...wanted, quantity: after };
  const changed = before === 0 ? [...lines, line] : lines.map((each) => (isSame(each, wanted) ? line : each));
  change({ lines: changed.filter((each) => each.quantity > 0) });
  return after - before;
}

/** An empty code takes the coupon off. Answers whether the code is one we know. */
export function setCoupon(code) {
  const coupon = code.trim().toUpperCase();
  const known = coupon === '' || coupon === COUPON_CODE;
  if (known) change({ coupon });
  return known;
}

export const setTier = (tier) => change({ tier });
export const emptyTheCart = () => change(emptyCart);

export function showCartCount() {
  const count = readCart().lines.reduce((sum, line) => sum + line.quantity, 0);
  document.querySelector('#cart-count').textContent = count;
}
