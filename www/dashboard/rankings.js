//! The three "top" tables: what sells, where buyers come from, what they read. Functions: their words are there only when
//! a language is.

import { approximate, count, duration, money, percent } from './format.js';
import { t } from './words.js';

const number = (label, text) => ({ label: t(label), kind: 'number', text });

export function products() {
  return {
    kind: 'wide',
    filter: (row) => ['product', row.item_id ?? row.item_name],
    whenEmpty: t('overview.no_products'),
    columns: [
      {
        label: t('overview.product'),
        kind: 'name',
        text: (row) => row.item_name || row.item_id,
        share: (row) => approximate(row.revenue),
      },
      number('overview.revenue', (row) => money(row.revenue)),
      number('overview.units', (row) => count(row.units)),
      number('overview.orders', (row) => count(row.orders)),
      number('overview.views', (row) => count(row.views)),
      number('overview.add_rate', (row) => percent(row.add_rate)),
      number('overview.buy_rate', (row) => percent(row.buy_rate)),
      number('overview.adds', (row) => count(row.adds)),
      number('overview.removes', (row) => count(row.removes)),
      number('overview.refunds', (row) => money(row.refunds)),
      { label: t('overview.item_id'), kind: 'text', text: (row) => row.item_id },
    ],
  };
}

export function sources() {
  return {
    whenEmpty: t('overview.no_sources'),
    filter: (row) => ['source', row.source],
    columns: [
      {
        label: t('overview.source'),
        kind: 'name',
        text: (row) => row.source || t('overview.direct'),
        share: (row) => approximate(row.total_revenue),
      },
      {
        label: t('overview.medium_campaign'),
        kind: 'text',
        text: (row) => [row.medium, row.campaign].filter(Boolean).join(' · '),
      },
      number('overview.revenue', (row) => money(row.total_revenue)),
      number('overview.orders', (row) => count(row.orders)),
      number('overview.sessions', (row) => count(row.sessions)),
      number('overview.conversion', (row) => percent(row.session_conversion_rate)),
      number('overview.engaged', (row) => percent(row.engagement_rate)),
    ],
  };
}

export function pages() {
  return {
    whenEmpty: t('overview.no_pages'),
    filter: (row) => ['page', row.page],
    columns: [
      { label: t('overview.page'), kind: 'name', text: (row) => row.page, share: (row) => row.page_views },
      number('overview.views', (row) => count(row.page_views)),
      number('overview.entries', (row) => count(row.entries)),
      number('overview.median_time', (row) => duration(row.time_on_page_median_ms)),
      { label: t('overview.page_title'), kind: 'text', text: (row) => row.title ?? '' },
    ],
  };
}
