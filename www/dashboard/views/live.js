//! The shop as it is now: who is there, what lies in carts, orders as they come. The server tells it over a line of its own,
//! which is open only while somebody looks.

import { element, setText } from '../dom.js';
import { createFigures } from '../figures.js';
import { ago, count, money } from '../format.js';
import { followLive } from '../live.js';
import { createTable } from '../table.js';
import { t } from '../words.js';
import { cartColumns } from './carts.js';

// An order that comes while this many others do is not told by itself: nobody can listen to more.
const MAX_TOLD = 3;

export function create(root, { api, card }) {
  const figures = createFigures(root, {
    id: 'live-figures',
    title: t('live.figures'),
    figures: [
      { id: 'people', label: t('live.people'), text: (o) => count(o.people), detail: () => t('live.within') },
      { id: 'carts', label: t('live.carts'), text: (o) => count(o.carts), detail: (o) => t('live.in_checkout', { n: o.carts_in_checkout }) },
      { id: 'carts_value', label: t('live.carts_value'), text: (o) => money(o.carts_value), detail: () => t('live.in_carts') },
    ],
  });
  // Only orders are spoken of: people come and go every second.
  const told = element('p', { id: 'live-told', class: 'spoken', 'aria-live': 'polite' });
  root.append(told);
  const orders = listOf(card(root, { id: 'live-orders', title: t('live.orders'), kind: 'long', isScrolled: true }), orderColumns(), t('live.no_orders'));
  const pages = listOf(card(root, { id: 'live-pages', title: t('live.pages'), kind: 'short', isScrolled: true }), peopleColumns('page'), t('live.nobody'));
  const carts = listOf(card(root, { id: 'live-carts', title: t('live.newest_carts'), kind: 'long', isScrolled: true }), cartColumns(), t('live.no_carts'));
  const sources = listOf(card(root, { id: 'live-sources', title: t('live.sources'), kind: 'short', isScrolled: true }), peopleColumns('source'), t('live.nobody'));
  const panels = [figures.card.panel, ...[orders, pages, carts, sources].map(({ panel }) => panel)];
  let siteId = null;
  let known = null; // the orders that were shown; null before the first
  let hang = () => {};

  function show(now) {
    const at = (row) => ({ ...row, now_ms: now.at_ms });
    figures.show(now);
    orders.show(now.newest_orders.map(at));
    pages.show(now.pages);
    carts.show(now.newest_carts.map(at));
    sources.show(now.sources);
    tell(now.newest_orders);
    for (const panel of panels) panel.filled();
  }

  function tell(rows) {
    const fresh = known === null ? [] : rows.filter((row) => !known.has(row.order_id));
    known = new Set(rows.map((row) => row.order_id));
    if (fresh.length > 0) {
      const amounts = fresh.slice(0, MAX_TOLD).map(({ total }) => money(total)).join(', ');
      setText(told, t('live.told', { n: fresh.length, amounts }));
    }
  }

  function follow(id) {
    hang();
    let isTold = false; // by the line; else it is asked for
    const ask = async () => {
      const now = isTold ? null : await api.now(id).catch(() => null);
      if (now && id === siteId) show(now);
    };
    hang = followLive(`${api.liveUrl(id)}?now=1`, {
      onNews: ask,
      onNow: show,
      onMode: (mode) => (isTold = mode === 'live'),
    });
  }

  return {
    /** The first answer is asked for, so that a failure is told like any other; then the line tells. */
    async load({ site, signal }) {
      if (!site || site.id === siteId) return {};
      show(await api.now(site.id, signal));
      siteId = site.id;
      follow(site.id);
      return {};
    },
    clear() {
      hang();
      siteId = null;
      known = null;
      for (const panel of panels) panel.waiting();
    },
    close: () => hang(),
  };
}

function listOf({ section, content, panel }, columns, whenEmpty) {
  const table = createTable(content, { id: `${section.id}-rows`, columns, whenEmpty });
  return { panel, show: (rows) => table.show(rows) };
}

function peopleColumns(what) {
  return [
    { label: t(`terms.${what}`), kind: 'name', text: (row) => row[what], share: (row) => row.people },
    { label: t('live.people'), kind: 'number', text: (row) => count(row.people) },
  ];
}

function orderColumns() {
  return [
    { label: t('terms.order_id'), kind: 'name', text: (row) => row.order_id },
    { label: t('live.when'), kind: 'number', text: (row) => ago(row.at_ms, row.now_ms) },
    { label: t('terms.total'), kind: 'number', text: (row) => money(row.total) },
    { label: t('live.items'), kind: 'text', text: (row) => row.items.map(({ name, units }) => `${count(units)} × ${name}`).join(', ') },
    { label: t('terms.source'), kind: 'text', text: (row) => row.source ?? '' },
  ];
}
