//! Columns of tables, by the ids of the API's numbers.

import { filterAnd } from './filter.js';
import { NOTHING, approximate, count, duration, money, percent, shortDate } from './format.js';
import { createLinks } from './link.js';
import { t } from './words.js';

const number = (id, text) => ({ sort: id, label: t(`terms.${id}`), kind: 'number', text });

export const counted = (id) => number(id, (row) => count(row[id]));
export const paid = (id) => number(id, (row) => money(row[id]));
export const shared = (id) => number(id, (row) => percent(row[id]));
export const lasted = (id) => number(id, (row) => duration(row[id]));
export const dated = (id) => number(id, (row) => (row[id] ? shortDate(row[id]) : NOTHING));

/** Of a column that the server does not sort by. */
export const unsorted = (column) => ({ ...column, sort: null });

/** A text that cannot be sorted by. */
export const said = (id, text) => ({ label: t(`terms.${id}`), kind: 'text', text });

/** The first column: what a row is about, with a quiet bar of how much, and a click that leads on (`wish(row, ask)`). */
export function named(tools, { id, text, bar, wish }) {
  const links = createLinks(tools);
  const share = bar && ((row) => (typeof row[bar] === 'object' ? approximate(row[bar]) : row[bar]) ?? 0);
  const fill = (cell, row, ask) => {
    const to = wish(row, ask);
    if (to) links.show(cell, text(row), to);
    else cell.replaceChildren(text(row));
  };
  return { sort: id, label: t(`terms.${id}`), kind: 'name', text, share, fill };
}

/** The same view of the sessions that have these values. */
export const filtering = (...dimensions) => (row, { filter }) => ({
  filter: dimensions.reduce((all, dimension) => filterAnd(all, { dimension, operator: '==', value: row[dimension] ?? '' }), filter),
});
