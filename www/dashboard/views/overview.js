//! The morning view: what came in, how it moved, where the way to an order loses people, what sells, from where.

import { hasActivity } from '../activity.js';
import { element } from '../dom.js';
import { createCartsCard } from '../carts-card.js';
import { createFunnel } from '../funnel.js';
import { createNotes } from '../notes.js';
import { createPanel } from '../panel.js';
import { CUSTOM } from '../periods.js';
import { pages, products, sources } from '../rankings.js';
import { unconvertedRemark } from '../remarks.js';
import { createTable } from '../table.js';
import { createTiles } from '../tiles.js';
import { createTrend } from '../trend.js';

const TOP_ROWS = '10';
const METRICS = [
  { id: 'total_revenue', unit: 'money' },
  { id: 'orders', unit: 'count' },
  { id: 'sessions', unit: 'count' },
  { id: 'session_conversion_rate', unit: 'percent' },
];
const GLOSSARY = [
  'total_revenue',
  'orders',
  'session_conversion_rate',
  'average_order_value',
  'sessions',
  'visitors',
  'engaged_ms_per_session',
  'cart_abandonment_rate',
  'dash',
];

export function create(root, tools) {
  const { api, t, card, cards, open, filterBy, explain } = tools;
  const figures = createFigures(root, t);
  const tiles = createTiles(figures.list, explain);
  const timeline = createTrend(card(root, { id: 'timeline', title: t('overview.timeline'), kind: 'long' }), {
    metrics: METRICS,
    open,
    onDay: (date) => open({ preset: CUSTOM, from: date, to: date }),
  });
  let asked = null;
  const notes = createNotes(timeline.card.content, () => showNotes(asked));
  const funnelCard = card(root, { id: 'funnel', title: t('overview.funnel'), kind: 'short' });
  const funnel = createFunnel(funnelCard);
  const carts = createCartsCard(root, tools);
  const ranking = (id, { columns, whenEmpty, kind, filter }) => {
    const within = card(root, { id, title: t(`overview.top_${id}`), kind, isScrolled: true });
    const table = createTable(within.content, {
      id,
      columns,
      whenEmpty,
      onRow: (row) => filterBy(...filter(row)),
      rowAction: t('frame.filter_by'),
    });
    return { card: within, report: id, query: () => ({ limit: TOP_ROWS }), show: ({ rows }) => table.show(rows) };
  };
  const compared = ({ compare }) => (compare === 'none' ? {} : { compare });
  const view = cards([
    { card: figures, report: 'overview', query: compared, show: (answer, { isUpdate }) => tiles.show(answer, isUpdate) },
    { card: timeline.card, report: 'timeseries', query: compared, show: showDays },
    { card: funnelCard, report: 'funnel', show: (answer) => funnel.show(answer) },
    { ...carts, report: 'carts', show: showCarts },
    ranking('products', products()),
    ranking('sources', sources()),
    ranking('pages', pages()),
  ]);
  root.append(glossary(t));

  function showDays(answer, ask) {
    timeline.show(answer, ask);
    tiles.showDays(answer.rows);
  }

  function showCarts(answer) {
    carts.show(answer);
    tiles.showDays(answer.rows);
  }

  /** Beside the numbers: without them there are numbers all the same. */
  async function showNotes(ask) {
    try {
      // Whoever a site is only shared with sees none.
      const found = api.canFollow(ask.site) ? await api.notes(ask.site.id, ask, ask.signal) : [];
      if (ask !== asked) return;
      timeline.mark(found);
      notes.show(found, ask);
    } catch (error) {
      if (!ask.signal.aborted) notes.fail(error);
    }
  }

  async function load(ask) {
    asked = ask;
    const [{ answers: [overview], staleBecause }] = await Promise.all([view.load(ask), showNotes(ask)]);
    if (!overview) return { staleBecause };
    const { unconverted } = overview;
    return {
      // The period that the numbers stand beside; null where they stand alone.
      compared: overview.previous ?? null,
      // What one must know to read them right.
      remarks: unconverted?.length ? [unconvertedRemark(unconverted)] : [],
      // Whether anything happened in these days: if not, the frame finds out whether anything ever did.
      isActive: hasActivity(overview),
      // Why some of them are older than the rest.
      staleBecause,
    };
  }

  function clear() {
    tiles.clear();
    view.clear();
  }

  return { load, clear, close: timeline.close };
}

/** No card, but tiles side by side. */
function createFigures(root, t) {
  const list = element('ul', { id: 'tiles', class: 'tiles', role: 'list' });
  const title = element('h2', { id: 'figures-title', class: 'spoken' }, t('overview.figures'));
  const section = element('section', { id: 'figures', class: 'figures', 'aria-labelledby': title.id }, title, list);
  root.append(section);
  const panel = createPanel(section);
  panel.waiting();
  return { section, list, panel };
}

function glossary(t) {
  const terms = GLOSSARY.flatMap((id) => [
    element('dt', {}, t(`overview.${id}`)),
    element('dd', {}, t(`overview.about_${id}`)),
  ]);
  return element('details', { class: 'glossary' }, element('summary', {}, t('overview.glossary')), element('dl', {}, ...terms));
}
