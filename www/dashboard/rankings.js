//! The three "top" tables: what sells, where buyers come from, what they read.

import { approximate, count, duration, money, percent } from './format.js';

export const PRODUCTS = {
  whenEmpty: 'No product was viewed or sold in these days.',
  columns: [
    { label: 'Product', kind: 'name', text: (row) => row.item_name || row.item_id, share: (row) => approximate(row.revenue) },
    { label: 'Revenue', kind: 'number', text: (row) => money(row.revenue) },
    { label: 'Units', kind: 'number', text: (row) => count(row.units) },
    { label: 'Orders', kind: 'number', text: (row) => count(row.orders) },
    { label: 'Views', kind: 'number', text: (row) => count(row.views) },
    { label: 'View → cart', kind: 'number', text: (row) => percent(row.add_rate) },
    { label: 'View → order', kind: 'number', text: (row) => percent(row.buy_rate) },
    { label: 'Added', kind: 'number', text: (row) => count(row.adds) },
    { label: 'Removed', kind: 'number', text: (row) => count(row.removes) },
    { label: 'Refunds', kind: 'number', text: (row) => money(row.refunds) },
    { label: 'Item id', kind: 'text', text: (row) => row.item_id },
  ],
};

export const SOURCES = {
  whenEmpty: 'No sessions in these days.',
  columns: [
    { label: 'Source', kind: 'name', text: (row) => row.source || '(direct)', share: (row) => approximate(row.total_revenue) },
    { label: 'Medium · campaign', kind: 'text', text: (row) => [row.medium, row.campaign].filter(Boolean).join(' · ') },
    { label: 'Revenue', kind: 'number', text: (row) => money(row.total_revenue) },
    { label: 'Orders', kind: 'number', text: (row) => count(row.orders) },
    { label: 'Sessions', kind: 'number', text: (row) => count(row.sessions) },
    { label: 'Conversion', kind: 'number', text: (row) => percent(row.session_conversion_rate) },
    { label: 'Engaged', kind: 'number', text: (row) => percent(row.engagement_rate) },
  ],
};

export const PAGES = {
  whenEmpty: 'No page views in these days.',
  columns: [
    { label: 'Page', kind: 'name', text: (row) => row.page, share: (row) => row.page_views },
    { label: 'Views', kind: 'number', text: (row) => count(row.page_views) },
    { label: 'Entries', kind: 'number', text: (row) => count(row.entries) },
    { label: 'Median time', kind: 'number', text: (row) => duration(row.time_on_page_median_ms) },
    { label: 'Title', kind: 'text', text: (row) => row.title ?? '' },
  ],
};
