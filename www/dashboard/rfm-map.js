//! The map of customers: how lately they ordered across, how often upwards, in the groups that are made of both.

import { heatOf } from './cohort-grid.js';
import { element } from './dom.js';
import { count, money } from './format.js';
import { t } from './words.js';

const SCORES = [1, 2, 3, 4, 5];

export function createMap(box) {
  const table = element('table', { class: 'heat map' });
  box.append(table, element('p', { class: 'footnote muted' }, t('customers.about_map')));

  function show(cells) {
    const at = (recency, frequency) => cells.find((cell) => cell.recency === recency && cell.frequency === frequency);
    const highest = Math.max(0, ...cells.map(({ customers }) => customers));
    const head = SCORES.map((recency) => element('th', { scope: 'col' }, count(recency)));
    const lines = [...SCORES].reverse().map((frequency) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row' }, count(frequency)),
        ...SCORES.map((recency) => cellOf(at(recency, frequency), highest)),
      ),
    );
    table.replaceChildren(
      element('caption', { class: 'spoken' }, t('customers.map')),
      element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, t('customers.axes')), ...head)),
      element('tbody', {}, ...lines),
    );
  }

  return { show };
}

function cellOf({ group, customers, revenue }, highest) {
  const name = t(`customers.group_${group}`);
  return element(
    'td',
    { class: 'heat-cell', 'data-heat': heatOf(customers, highest), title: `${name}: ${money(revenue)}` },
    element('strong', {}, count(customers)),
    element('span', { class: 'group' }, name),
  );
}
