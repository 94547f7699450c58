//! A long table: tabs, search, sorting and pages, all of them in the address. The server sorts, seeks and cuts; here is
//! only what is shown of it.

import { element, setText } from './dom.js';
import { followRows } from './link.js';
import { ROWS, paramsOf, queryOf, sortedBy, stateOf } from './listing-state.js';
import { createTable } from './table.js';
import { t } from './words.js';

// Whoever types is not asked at every letter.
const TYPING_MS = 400;

/**
 * A card for `cards([…])`. `tabs` are `{ id, label, report, query, sort, columns, whenEmpty, isSearched, note }`; columns as in
 * table.js, with `sort`, the server's name of what they can be sorted by; `note` is what one must know of the tab.
 */
export function createListing(root, { open, card }, { id, title, tabs }) {
  const within = card(root, { id, title, kind: 'wide' });
  let state = stateOf(tabs);
  const go = (changes) => open({ params: paramsOf(state, changes) });

  const chooser = createTabs(tabs, title, open);
  const search = createSearch(id, (find) => go({ find, after: '' }));
  const boxes = new Map();
  const tables = element('div', {});
  const pager = createPager(() => state.after, (after) => go({ after }));
  within.header.append(element('div', { class: 'tools' }, chooser.node, search.node));
  const note = element('p', { class: 'footnote muted' });
  within.content.append(tables, pager.node, note);

  function boxOf(tab) {
    if (!boxes.has(tab)) {
      const box = element('div', { class: 'scroll', role: 'group', 'aria-label': tab.label });
      const headings = tab.columns.map((column) => (column.sort ? createHeading(column, () => open({ params: sortedBy(state, column) })) : null));
      const columns = tab.columns.map((column, at) => ({ ...column, heading: headings[at]?.node }));
      tables.append(box);
      const table = createTable(box, { id: `${id}-${tab.id}`, columns, whenEmpty: tab.whenEmpty });
      followRows(box.querySelector('table'));
      boxes.set(tab, { box, table, headings });
    }
    return boxes.get(tab);
  }

  function query({ params }) {
    state = stateOf(tabs, params);
    chooser.show(state.tab);
    search.show(state);
    return queryOf(state);
  }

  function show({ rows, next }, ask) {
    const { table, headings } = boxOf(state.tab);
    for (const [tab, { box }] of boxes) box.hidden = tab !== state.tab;
    state.tab.columns.forEach(({ sort }, at) => headings[at]?.show(sort === state.sort ? state.order : null));
    table.show(rows, ask);
    pager.show(next);
    setText(note, state.tab.note ?? '');
    note.hidden = !state.tab.note;
  }

  return { card: within, report: ({ params }) => stateOf(tabs, params).tab.report, query, show };
}

function createTabs(tabs, title, open) {
  const buttons = tabs.map((tab) => {
    const button = element('button', { type: 'button' }, tab.label);
    button.addEventListener('click', () => open({ params: tab === tabs[0] ? {} : { tab: tab.id } }));
    return button;
  });
  const node = element('div', { class: 'tabs', role: 'group', 'aria-label': title, hidden: tabs.length === 1 }, ...buttons);
  const show = (chosen) => buttons.forEach((button, at) => button.setAttribute('aria-pressed', String(tabs[at] === chosen)));
  return { node, show };
}

function createSearch(id, seek) {
  const input = element('input', { id: `${id}-find`, type: 'search', placeholder: t('terms.search'), autocomplete: 'off' });
  const label = element('label', { class: 'spoken', for: input.id }, t('terms.search'));
  const node = element('div', { class: 'find', role: 'search' }, label, input);
  let typing = null;
  const now = () => {
    clearTimeout(typing);
    typing = null;
    seek(input.value.trim());
  };
  input.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(now, TYPING_MS);
  });
  input.addEventListener('change', () => typing !== null && now());

  function show({ tab, find }) {
    node.hidden = tab.isSearched === false;
    // Never under the fingers of someone typing.
    if (document.activeElement !== input) input.value = find;
  }

  return { node, show };
}

function createHeading(column, sort) {
  const arrow = element('span', { class: 'arrow', 'aria-hidden': 'true' });
  const node = element('button', { type: 'button', class: 'sort' }, column.label, ' ', arrow);
  node.addEventListener('click', sort);

  function show(order) {
    setText(arrow, order === 'asc' ? '▲' : order === 'desc' ? '▼' : '');
    const said = order === 'asc' ? 'ascending' : order === 'desc' ? 'descending' : 'none';
    node.closest('th').setAttribute('aria-sort', said);
  }

  return { node, show };
}

/** Forward by the server's cursor, back by those that were passed. Behind a link that begins in the middle lies the start. */
function createPager(here, go) {
  const passed = [];
  let following = null;
  const back = element('button', { type: 'button', class: 'button' }, t('terms.rows_before'));
  const on = element('button', { type: 'button', class: 'button' }, t('terms.rows_after', { n: ROWS }));
  back.addEventListener('click', () => go(passed.pop() ?? ''));
  on.addEventListener('click', () => {
    passed.push(here());
    go(following);
  });
  const node = element('div', { class: 'pager', hidden: true }, back, on);

  function show(next) {
    following = next;
    if (!here()) passed.length = 0;
    back.disabled = !here();
    on.disabled = !next;
    node.hidden = back.disabled && on.disabled;
  }

  return { node, show };
}

/** A view that is one long table. */
export function createListed(root, tools, options) {
  const view = tools.cards([createListing(root, tools, options)]);
  return {
    async load(ask) {
      const { answers: [answer], staleBecause } = await view.load(ask);
      // Without a row it is not known whether anything happened.
      return { isActive: answer?.rows.length > 0 || undefined, staleBecause };
    },
    clear: view.clear,
  };
}
