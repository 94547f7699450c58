//! "Why is this number?": what a metric means, of which sessions it is, and what is behind it, page by page; of a session
//! also what it did.

import * as api from './api.js';
import { element, setText } from './dom.js';
import { wordsFor } from './failures.js';
import { count, dateTime, days, duration, money } from './format.js';
import { createTable } from './table.js';
import { t } from './words.js';

const PAGE_ROWS = '25';

/** `asked` is `{ site, question, name }`: about what the number is, and what it is called on the page. */
export function openExplanation(metric, asked) {
  const parts = build(asked.name ?? metric);
  const { dialog } = parts;
  let asking = new AbortController();
  dialog.addEventListener('close', () => {
    asking.abort();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  show(metric);

  async function show(id, after = null) {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    dialog.setAttribute('aria-busy', 'true');
    try {
      const query = { ...asked.question, metric: id, limit: PAGE_ROWS, after };
      const answer = await api.report('explain', asked.site.id, query, signal);
      if (!signal.aborted) fill(answer);
    } catch (error) {
      if (signal.aborted) return;
      const { title, text } = wordsFor(error);
      parts.body.replaceChildren(element('p', { class: 'problem', role: 'alert' }, `${title}. ${text}`));
    }
    dialog.removeAttribute('aria-busy');
  }

  function fill(answer) {
    const { definition, filter, made_of: madeOf, sql, rows, next } = answer;
    setText(parts.title, definition.name);
    const of = [days(answer.from, answer.to), asked.question.segment, filter].filter(Boolean).join(' · ');
    parts.body.replaceChildren(
      // The registry speaks English.
      element('p', { lang: 'en' }, definition.definition),
      ...(definition.formula ? [element('p', { class: 'formula' }, element('code', {}, `= ${definition.formula}`))] : []),
      element('p', { class: 'muted' }, of),
      ...(madeOf.length > 0 ? [components(madeOf)] : rowsOf(rows, answer.metric, next)),
      ...(sql ? [statement(sql)] : []),
    );
  }

  function components(ids) {
    const buttons = ids.map((id) => {
      const button = element('button', { type: 'button', class: 'button' }, id);
      button.addEventListener('click', () => show(id));
      return button;
    });
    return element('p', { class: 'made-of' }, t('explain.made_of'), ' ', ...buttons);
  }

  function rowsOf(rows, metric, next) {
    const box = element('div', { class: 'scroll', role: 'group', 'aria-label': t('explain.behind') });
    const trail = element('div', { class: 'trail' });
    const isSession = rows[0]?.kind === 'session';
    const table = createTable(box, {
      id: 'explained',
      columns: columnsOf(rows[0]?.kind, asked.site),
      whenEmpty: t('explain.nothing'),
      onRow: isSession ? (row) => showTrail(trail, row) : null,
      rowAction: t('explain.open_session'),
    });
    table.show(rows);
    const more = element('button', { type: 'button', class: 'button', hidden: !next }, t('explain.next_page'));
    more.addEventListener('click', () => show(metric, next));
    return [element('h3', {}, t('explain.behind')), box, more, trail];
  }

  async function showTrail(host, { session, at_ms: at }) {
    const { signal } = asking;
    try {
      const { rows } = await api.report('session', asked.site.id, { ...asked.question, session }, signal);
      if (signal.aborted) return;
      const steps = rows.map((row) => element('li', {}, ...stepOf(row, asked.site)));
      const title = element('h3', { tabindex: '-1' }, t('explain.session', { at: dateTime(at, asked.site.time_zone) }));
      host.replaceChildren(title, element('ol', {}, ...steps));
      title.focus();
    } catch (error) {
      if (!signal.aborted) host.replaceChildren(element('p', { class: 'problem', role: 'alert' }, wordsFor(error).title));
    }
  }
}

function build(name) {
  const title = element('h2', { id: 'explanation-title' }, name);
  const close = element('button', { type: 'button', class: 'button', 'aria-label': t('explain.close') }, '×');
  const body = element('div', { class: 'explanation' }, element('p', { class: 'muted' }, t('explain.asking')));
  const head = element('header', {}, title, close);
  const dialog = element('dialog', { class: 'dialog', 'aria-labelledby': title.id }, head, body);
  close.addEventListener('click', () => dialog.close());
  // Beside it is the page, to which one wants to go back.
  dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
  return { dialog, title, body };
}

function columnsOf(kind, site) {
  const at = { label: t('explain.at'), kind: 'name', text: (row) => dateTime(row.at_ms, site.time_zone) };
  const adds = { label: t('explain.adds'), kind: 'number', text: (row) => amount(row.adds) };
  const text = (label, value) => ({ label: t(`explain.${label}`), kind: 'text', text: (row) => value(row) ?? '' });
  const number = (label, value) => ({ label: t(`explain.${label}`), kind: 'number', text: value });
  switch (kind) {
    case 'order':
    case 'refund':
      return [at, text('order', (row) => row.order_id), adds];
    case 'cart':
      return [at, text('state', (row) => row.state), number('value', (row) => money(row.value)), adds];
    default:
      return [
        at,
        text('source', (row) => row.source),
        text('landing_page', (row) => row.landing_page),
        text('device', (row) => [row.device, row.country].filter(Boolean).join(', ')),
        number('page_views', (row) => count(row.page_views)),
        number('engaged', (row) => duration(row.engaged_ms)),
        number('orders', (row) => count(row.orders)),
        adds,
      ];
  }
}

function amount(value) {
  return typeof value === 'object' && value !== null ? money(value) : count(value);
}

function stepOf({ at_ms: at, event, with: what, engaged_ms: engaged }, site) {
  const time = element('span', { class: 'muted' }, dateTime(at, site.time_zone));
  return [time, ' ', element('strong', {}, event), ' ', what ?? (engaged == null ? '' : duration(engaged))];
}

function statement(sql) {
  const box = element('pre', { tabindex: '0', role: 'group', 'aria-label': 'SQL' }, element('code', {}, sql));
  return element('details', {}, element('summary', {}, t('explain.sql')), box);
}
