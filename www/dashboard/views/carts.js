//! Where carts die: abandoned, recovered, lost, day by day; the way through the checkout; and the carts that are open now.

import { createFigures } from '../figures.js';
import { NOTHING, ago, count, duration, money, percent } from '../format.js';
import { createFunnel } from '../funnel.js';
import { wordsFor } from '../failures.js';
import { createTable } from '../table.js';
import { createTrend } from '../trend.js';
import { t } from '../words.js';

const CHECKOUT = 'view_cart;begin_checkout;add_shipping_info;add_payment_info;purchase';
const METRICS = [
  { id: 'lost_revenue', unit: 'money' },
  { id: 'carts', unit: 'count' },
  { id: 'carts_abandoned', unit: 'count' },
  { id: 'recovered_carts', unit: 'count' },
  { id: 'cart_abandonment_rate', unit: 'percent' },
];

export function create(root, { api, card, cards, open }) {
  const figures = createFigures(root, { id: 'cart-figures', title: t('carts.figures'), figures: figuresOf() });
  const trend = createTrend(card(root, { id: 'cart-trend', title: t('carts.trend'), kind: 'long' }), { metrics: METRICS, open });
  const funnelCard = card(root, { id: 'checkout', title: t('carts.checkout'), kind: 'short' });
  const funnel = createFunnel(funnelCard);
  const openCard = card(root, { id: 'open-carts', title: t('carts.open'), kind: 'wide', isScrolled: true });
  const table = createTable(openCard.content, { id: 'open-carts-rows', columns: cartColumns(), whenEmpty: t('carts.none_open') });
  const view = cards([
    {
      ...figures,
      report: 'carts',
      show(answer, ask) {
        figures.show(answer);
        trend.show(answer, ask);
        trend.card.panel.filled();
      },
    },
    { card: funnelCard, report: 'funnel', query: () => ({ steps: CHECKOUT }), show: (answer) => funnel.show(answer) },
  ]);

  /** What is open now is of no period: it is not asked with the rest, nor shown to whoever a site is only shared with. */
  async function showOpen({ site, signal, isUpdate, retry }) {
    openCard.section.hidden = !api.canFollow(site);
    if (openCard.section.hidden) return;
    if (!isUpdate) openCard.panel.asking();
    try {
      const now = await api.now(site.id, signal);
      table.show(now.newest_carts.map((cart) => ({ ...cart, now_ms: now.at_ms })));
      openCard.panel.filled();
    } catch (error) {
      if (!signal.aborted && !isUpdate) openCard.panel.failed(wordsFor(error).title, retry);
    }
  }

  return {
    async load(ask) {
      const [{ answers: [carts], staleBecause }] = await Promise.all([view.load(ask), showOpen(ask)]);
      return { isActive: carts?.carts > 0 || undefined, staleBecause };
    },
    clear() {
      for (const { panel } of [trend.card, openCard]) panel.waiting();
      view.clear();
    },
    close: trend.close,
  };
}

/** The newest first; a moment is told by how long ago it was. */
export function cartColumns() {
  return [
    { label: t('carts.active'), kind: 'name', text: (row) => ago(row.active_at_ms, row.now_ms) },
    { label: t('carts.value'), kind: 'number', text: (row) => (row.value ? money(row.value) : NOTHING) },
    { label: t('terms.units'), kind: 'number', text: (row) => count(row.units) },
    { label: t('carts.where'), kind: 'text', text: (row) => t(row.is_in_checkout ? 'carts.in_checkout' : 'carts.in_shop') },
  ];
}

function figuresOf() {
  const figure = (id, text, detail) => ({ id, label: t(`terms.${id}`), text, detail });
  return [
    figure('carts', (o) => count(o.carts), (o) => t('carts.ordered', { n: o.carts_ordered })),
    figure('carts_abandoned', (o) => count(o.carts_abandoned), (o) => t('carts.of_all', { percent: percent(o.cart_abandonment_rate) })),
    figure('recovered_carts', (o) => count(o.recovered_carts), (o) => t('carts.recovery', { percent: percent(o.recovery_rate) })),
    figure('lost_revenue', (o) => money(o.lost_revenue), () => t('carts.about_lost')),
    figure('checkouts', (o) => count(o.checkouts), (o) => t('carts.gave_up', { percent: percent(o.checkout_abandonment_rate) })),
    figure('carts_ordered', (o) => count(o.carts_ordered), () => ''),
    figure('carts_emptied', (o) => count(o.carts_emptied), () => t('carts.about_emptied')),
    figure('recovery_lag', (o) => duration(o.recovery_lag), () => t('carts.about_lag')),
  ];
}
