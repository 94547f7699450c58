//! The cards of the page and the questions behind them. Asks all at once and shows each answer when it
//! comes, so that one slow report never holds up the others.

import * as api from './api.js';
import { byId } from './dom.js';
import { wordsFor } from './failures.js';
import { createFunnel } from './funnel.js';
import { createPanel } from './panel.js';
import { PAGES, PRODUCTS, SOURCES } from './rankings.js';
import { createTable } from './table.js';
import { createTiles } from './tiles.js';
import { createTimeline } from './timeline.js';

const TOP_ROWS = '10';
// Long before the first Footfall ran, so that "ever" means ever.
const BEFORE_ANY_EVENT = '2020-01-01';

export function createReport() {
  const tiles = createTiles(byId('tiles'));
  const timeline = createTimeline();
  const funnel = createFunnel(byId('funnel'), byId('funnel-overall'));
  const ranking = (id, { columns, whenEmpty }) => createTable(byId(id), columns, whenEmpty);
  const products = ranking('products', PRODUCTS);
  const sources = ranking('sources', SOURCES);
  const pages = ranking('pages', PAGES);

  const cards = [
    card('overview', 'figures', { compare: 'previous' }, (data, isUpdate) => tiles.show(data, isUpdate)),
    card('timeseries', 'timeline-card', {}, (data) => timeline.show(data)),
    card('funnel', 'funnel-card', {}, (data) => funnel.show(data)),
    card('products', 'products-card', { limit: TOP_ROWS }, (data) => products.show(data.rows)),
    card('sources', 'sources-card', { limit: TOP_ROWS }, (data) => sources.show(data.rows)),
    card('pages', 'pages-card', { limit: TOP_ROWS }, (data) => pages.show(data.rows)),
  ];

  /** Back to skeletons: the numbers of one site must never stand under the name of another. */
  function clear() {
    tiles.clear();
    for (const each of cards) each.panel.waiting();
  }

  /**
   * Resolves to the overview, or throws what stopped it or signed us out. Another card that fails says so
   * in its own place. With `isUpdate` old numbers stay where new ones do not come.
   */
  async function load(siteId, days, { signal, isUpdate, retry }) {
    if (!isUpdate) for (const each of cards) each.panel.asking();
    const answers = await Promise.allSettled(
      cards.map(async (each) => {
        const data = await api.report(each.name, siteId, { ...days, ...each.query }, signal);
        if (signal.aborted) return null;
        each.show(data, isUpdate);
        each.panel.filled();
        return data;
      }),
    );
    const failures = answers.map(({ reason }) => reason);
    const signedOut = failures.find((error) => error?.kind === 'signed-out');
    if (signedOut) throw signedOut;
    if (failures[0]) throw failures[0];
    if (!signal.aborted) {
      cards.forEach((each, index) => {
        if (failures[index] && !isUpdate) each.panel.failed(wordsFor(failures[index]).title, retry);
      });
    }
    // A card that never came says so itself; stale is only what shows older numbers than the rest.
    const staleBecause = failures.find((error, index) => error && cards[index].panel.isFilled());
    return { overview: answers[0].value, staleBecause };
  }

  return { load, clear };
}

/** Whether the site ever received anything; asked only when the chosen days hold nothing. */
export async function hasHistory(siteId, today, signal) {
  try {
    return hasActivity(await api.report('overview', siteId, { from: BEFORE_ANY_EVENT, to: today }, signal));
  } catch (error) {
    // A server that does not answer for so long a period has not said that there is nothing.
    if (error.kind === 'refused') return true;
    throw error;
  }
}

export function hasActivity(overview) {
  const { sessions, page_views: pageViews, orders, carts, unconverted = [] } = overview;
  return sessions + pageViews + orders + carts + unconverted.length > 0;
}

function card(name, sectionId, query, show) {
  return { name, query, show, panel: createPanel(byId(sectionId)) };
}
