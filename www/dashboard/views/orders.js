//! Orders one by one, newest first: whose word each is, what came back of it, and the visits that led to it.

import { said } from '../columns.js';
import { element, setText } from '../dom.js';
import { wordsFor } from '../failures.js';
import { conditionOf } from '../filter.js';
import { NOTHING, approximate, dateTime, money } from '../format.js';
import { createListed } from '../listing.js';
import { t } from '../words.js';

export function create(root, tools) {
  const way = createWay(root, tools.api);
  const name = {
    label: t('terms.order_id'),
    kind: 'name',
    text: (row) => row.order_id,
    fill(cell, row, ask) {
      const button = cell.querySelector('button') ?? cell.appendChild(element('button', { type: 'button' }));
      setText(button, row.order_id);
      button.onclick = () => way.open(row, ask);
    },
  };
  return createListed(root, tools, {
    id: 'orders-list',
    title: t('orders.heading'),
    tabs: [
      {
        id: 'orders',
        label: t('orders.heading'),
        report: 'orders',
        isSearched: false,
        whenEmpty: t('orders.none'),
        note: t('orders.about'),
        columns: [
          name,
          number('at', (row, { site }) => dateTime(row.at_ms, site.time_zone)),
          number('total', (row) => money(row.total)),
          number('refunded', (row) => (approximate(row.refunded) === 0 ? NOTHING : money(row.refunded))),
          said('state', stateOf),
          number('reported', (row) => money(row.reported)),
          said('source', (row) => [row.source, row.medium, row.campaign].filter(Boolean).join(' · ')),
        ],
      },
    ],
  });
}

/** A text of the row that also depends on what was asked. */
const number = (id, text) => ({
  label: t(`terms.${id}`),
  kind: 'number',
  text,
  fill: (cell, row, ask) => setText(cell, text(row, ask)),
});

function stateOf(row) {
  if (row.cancelled_at_ms !== null) return t('orders.cancelled');
  return row.verified ? t(`orders.verified_by_${row.verified_by}`) : t('orders.reported_only');
}

/** The visits before an order, asked for when somebody wants to see them. */
function createWay(root, api) {
  const title = element('h2', { id: 'way-title' });
  const words = element('p', { class: 'muted', role: 'status' });
  const list = element('ol', { class: 'way' });
  const close = element('button', { type: 'button', class: 'button', 'aria-label': t('terms.close') }, '×');
  const dialog = element('dialog', { class: 'dialog', 'aria-labelledby': title.id }, element('header', {}, title, close), words, list);
  close.addEventListener('click', () => dialog.close());
  root.append(dialog);

  async function open(row, { site, from, to, signal }) {
    setText(title, t('orders.way_to', { order: row.order_id }));
    setText(words, t('terms.loading'));
    list.replaceChildren();
    dialog.showModal();
    const filter = conditionOf({ dimension: 'order_id', operator: '==', value: row.order_id });
    try {
      const { rows } = await api.report('orders', site.id, { from, to, filter, path: '1', limit: '1' }, signal);
      const path = rows[0]?.path ?? [];
      setText(words, path.length === 0 ? t('orders.no_way') : t('orders.visits', { n: path.length }));
      list.replaceChildren(...path.map((visit) => visitLine(visit, site)));
    } catch (error) {
      setText(words, wordsFor(error).title);
    }
  }

  return { open };
}

function visitLine({ at_ms: atMs, source, medium, campaign, landing_page: page }, site) {
  const from = [source, medium, campaign].filter(Boolean).join(' · ');
  return element('li', {}, element('strong', {}, dateTime(atMs, site.time_zone)), ' ', from, ' ', element('code', {}, page));
}
