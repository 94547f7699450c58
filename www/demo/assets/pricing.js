//! The shop's price rules: coupon, shipping and VAT. Pure: a cart goes in, cents come out.
import { productById } from './catalogue.js';
import { percentOf, taxWithin } from './money.js';

export const COUPON_CODE = 'WELCOME10';
const COUPON_PERCENT = 10;
const VAT_PERCENT = 20;
export const FREE_STANDARD_OVER_CENTS = 8000;
export const SHIPPING_TIERS = {
  standard: { name: 'Standard', when: 'Would arrive in 3 to 5 working days', cents: 490 },
  express: { name: 'Express', when: 'Would arrive the next working day', cents: 990 },
};

/** Adds the unit price to a line. The discount is taken per unit, so that unit price × quantity is exact. */
export function priceLine(line, coupon) {
  const product = productById(line.id);
  const discountCents = coupon === COUPON_CODE ? percentOf(product.priceCents, COUPON_PERCENT) : 0;
  const unitCents = product.priceCents - discountCents;
  return { ...line, product, discountCents, unitCents, totalCents: unitCents * line.quantity };
}

export function shippingCents(tier, goodsCents) {
  if (tier === 'standard' && goodsCents > FREE_STANDARD_OVER_CENTS) return 0;
  return SHIPPING_TIERS[tier].cents;
}

/** Goods are after the discount; tax is the VAT inside the whole total, shipping's included. */
export function priceCart({ lines, coupon, tier }) {
  const priced = lines.map((line) => priceLine(line, coupon));
  const goods = priced.reduce((sum, line) => sum + line.totalCents, 0);
  const discount = priced.reduce((sum, line) => sum + line.discountCents * line.quantity, 0);
  const shipping = lines.length === 0 ? 0 : shippingCents(tier, goods);
  const total = goods + shipping;
  return { lines: priced, coupon, tier, goods, discount, shipping, total, tax: taxWithin(total, VAT_PERCENT) };
}
