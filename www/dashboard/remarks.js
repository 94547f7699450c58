//! What stands above the numbers so that they are read right.

import { moneyWithCode } from './format.js';
import { locale, t } from './words.js';

export function unconvertedRemark(unconverted) {
  const parts = unconverted.map(({ orders, gross_revenue: gross }) =>
    t('frame.orders_in', { n: orders, currency: gross.currency, money: moneyWithCode(gross) }),
  );
  const n = unconverted.reduce((sum, { orders }) => sum + orders, 0);
  const list = new Intl.ListFormat(locale()).format(parts);
  return { text: t('frame.unconverted', { n, list }), isWarning: true };
}
