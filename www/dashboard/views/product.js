//! One product: what was done to it, when, how far people came with it, and where its buyers are from.

import { counted, filtering, lasted, named, paid, shared } from '../columns.js';
import { element, setText } from '../dom.js';
import { createFigures } from '../figures.js';
import { conditionOf, filterAnd } from '../filter.js';
import { count, money, percent } from '../format.js';
import { createFunnel } from '../funnel.js';
import { createLinks } from '../link.js';
import { createTable } from '../table.js';
import { createTrend } from '../trend.js';
import { t } from '../words.js';

const ROWS = '10';
const METRICS = [
  { id: 'sessions', unit: 'count' },
  { id: 'orders', unit: 'count' },
  { id: 'total_revenue', unit: 'money' },
];

export function create(root, tools) {
  const { card, cards, open } = tools;
  const heading = createName(root, tools);
  const figures = createFigures(root, {
    id: 'product-figures',
    title: t('product.figures'),
    figures: [
      figure('revenue', (row) => money(row.revenue), (row) => t('overview.refunded', { money: money(row.refunds) })),
      figure('units', (row) => count(row.units), (row) => t('product.in_orders', { n: row.orders })),
      figure('add_rate', (row) => percent(row.add_rate), (row) => t('product.adds', { n: row.adds })),
      figure('buy_rate', (row) => percent(row.buy_rate), (row) => t('product.views', { n: row.views })),
    ],
  });
  const trend = createTrend(card(root, { id: 'product-trend', title: t('product.trend'), kind: 'long' }), { metrics: METRICS, open });
  const funnelCard = card(root, { id: 'product-funnel', title: t('product.funnel'), kind: 'short' });
  const funnel = createFunnel(funnelCard);
  const table = (id, report, columns, dimension) => {
    const within = card(root, { id: `product-${id}`, title: t(`product.${id}`), kind: 'short', isScrolled: true });
    const shown = createTable(within.content, { id: `product-${id}-rows`, columns, whenEmpty: t('product.none') });
    return { card: within, report, query: (ask) => ({ limit: ROWS, filter: also(ask, dimension) }), show: ({ rows }, ask) => shown.show(rows, ask) };
  };
  const view = cards([
    {
      ...figures,
      report: 'products',
      // Its row among those that are called alike.
      query: ({ params }) => ({ search: params.item, limit: '100' }),
      show({ rows }, { params }) {
        const row = rows.find(({ item_id: id }) => id === params.item) ?? NOTHING_OF_IT;
        heading.show(row.item_name || params.item || t('product.unknown'));
        figures.show(row);
      },
    },
    {
      card: trend.card,
      report: 'timeseries',
      query: (ask) => ({ filter: also(ask, 'product'), compare: ask.compare === 'none' ? '' : ask.compare }),
      show: (answer, ask) => trend.show(answer, ask),
    },
    { card: funnelCard, report: 'funnel', query: ({ params }) => ({ steps: stepsWith(params.item) }), show: (answer) => funnel.show(answer) },
    table('buyers', 'sources', [
      named(tools, { id: 'source', text: (row) => row.source, bar: 'orders', wish: filtering('source', 'medium', 'campaign') }),
      counted('orders'), counted('sessions'), paid('total_revenue'),
    ].map(plain), 'product_bought'),
    table('landing', 'landing-pages', [
      named(tools, { id: 'landing_page', text: (row) => row.landing_page, bar: 'sessions', wish: filtering('landing_page') }),
      counted('sessions'), counted('orders'), shared('session_conversion_rate'),
    ].map(plain), 'product'),
    table('pages', 'pages', [
      named(tools, { id: 'page', text: (row) => row.page, bar: 'page_views', wish: filtering('page') }),
      counted('page_views'), lasted('time_on_page_median_ms'),
    ].map(plain), 'product_viewed'),
  ]);

  return {
    async load(ask) {
      const { answers: [products], staleBecause } = await view.load(ask);
      return { isActive: products?.rows.length > 0 || undefined, staleBecause };
    },
    clear: view.clear,
    close: trend.close,
  };
}

const figure = (id, text, detail) => ({ id, label: t(`terms.${id}`), text, detail });

/** These tables are short: their headings sort nothing. */
const plain = (column) => ({ ...column, sort: null });

// A product that nobody looked at in these days has no row.
const NOTHING_OF_IT = { item_name: '', views: 0, adds: 0, orders: 0, units: 0, revenue: null, refunds: null, add_rate: null, buy_rate: null };

// Without an item in the address no product is meant, and none is called nothing.
const isProduct = (dimension, item) => ({ dimension, operator: '==', value: item ?? '' });

const also = ({ filter, params }, dimension) => filterAnd(filter, isProduct(dimension, params.item));

/** Who began the checkout had it in the cart, but a checkout is with no product. */
function stepsWith(item) {
  const only = conditionOf(isProduct('product', item));
  return `view_item(${only});add_to_cart(${only});begin_checkout;purchase(${only})`;
}

function createName(root, tools) {
  const back = element('span', {});
  createLinks(tools).show(back, t('products.title'), { view: 'products' });
  const name = element('h2', { id: 'product-name' });
  root.append(element('div', { class: 'crumbs' }, element('p', {}, back, ' ›'), name));
  return { show: (text) => setText(name, text) };
}
