//! Money is integer cents everywhere in the shop. Text and GA4's decimal numbers are made only here.
export const CURRENCY = 'EUR';

export const formatEuro = (cents) => `€${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/** GA4 wants decimal numbers; one division of integers gives the double nearest to the exact amount. */
export const ga4Amount = (cents) => cents / 100;

/** `part` hundredths of an amount, rounded half up, without leaving the integers. */
export const percentOf = (cents, part) => Math.floor((cents * part + 50) / 100);

/** The tax contained in an amount that already includes it, rounded half up. */
export const taxWithin = (cents, percent) => {
  const whole = 100 + percent;
  return Math.floor((2 * cents * percent + whole) / (2 * whole));
};
