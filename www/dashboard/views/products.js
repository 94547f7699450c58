//! What sells, and what is only looked at: products, categories, brands, coupons, lists and promotions.

import { counted, filtering, named, paid, shared } from '../columns.js';
import { count } from '../format.js';
import { createListed } from '../listing.js';
import { t } from '../words.js';

export function create(root, tools) {
  const figures = () => [
    counted('views'), counted('adds'), counted('orders'), units(), paid('revenue'), paid('refunds'), shared('add_rate'), shared('buy_rate'),
  ];
  const group = (id, report, dimension) => ({
    id,
    label: t(`products.${id}`),
    report,
    sort: 'revenue',
    whenEmpty: t('products.none'),
    columns: [named(tools, { id: dimension, text: (row) => row[dimension] || t('terms.not_set'), bar: 'revenue', wish: filled(dimension) }), ...figures()],
  });
  const seen = (id, dimension) => ({
    id,
    label: t(`products.${id}`),
    report: id,
    sort: 'revenue',
    whenEmpty: t(`products.no_${id}`),
    columns: [
      named(tools, { id: dimension, text: (row) => row[dimension] || t('terms.not_set'), bar: 'revenue', wish: filled(dimension) }),
      counted('impressions'), counted('clicks'), shared('click_rate'), counted('sessions'), counted('orders'), paid('revenue'),
    ],
  });
  return createListed(root, tools, {
    id: 'products-list',
    title: t('products.heading'),
    tabs: [
      {
        id: 'products',
        label: t('products.products'),
        report: 'products',
        sort: 'revenue',
        whenEmpty: t('products.none'),
        columns: [
          named(tools, { id: 'item_name', text: (row) => row.item_name || row.item_id, bar: 'revenue', wish: toProduct }),
          ...figures(),
          { sort: 'item_id', label: t('terms.item_id'), kind: 'text', text: (row) => row.item_id },
        ],
      },
      group('categories', 'categories', 'category'),
      group('brands', 'brands', 'brand'),
      {
        id: 'coupons',
        label: t('products.coupons'),
        report: 'coupons',
        sort: 'gross_revenue',
        whenEmpty: t('products.no_coupons'),
        columns: [
          named(tools, { id: 'coupon', text: (row) => row.coupon || t('products.no_coupon'), bar: 'gross_revenue', wish: filled('coupon') }),
          counted('orders'), paid('gross_revenue'), paid('discount'),
        ],
      },
      seen('lists', 'list'),
      seen('promotions', 'promotion'),
    ],
  });
}

/** Pieces, or kilograms: whatever the shop counts in. */
const units = () => ({ ...counted('units'), text: (row) => count(row.units) });

const toProduct = (row) => ({ view: 'product', params: { item: row.item_id } });

/** Of those without there is no segment. */
const filled = (dimension) => (row, ask) => (row[dimension] ? filtering(dimension)(row, ask) : null);
