//! Cohorts as a heat table: who of them came back when. A period that goes on is marked, not counted as if it were over.

import { gridOf, heatOf, highestOf, widthOf } from './cohort-grid.js';
import { element } from './dom.js';
import { count, percent } from './format.js';
import { t } from './words.js';

export function createHeatTable(box) {
  const table = element('table', { class: 'heat' });
  const empty = element('p', { class: 'nothing', hidden: true }, t('customers.no_cohorts'));
  box.append(table, empty);

  function show(rows) {
    const cohorts = gridOf(rows);
    const width = widthOf(cohorts);
    const highest = highestOf(cohorts);
    const periods = Array.from({ length: width }, (_, k) => k + 1);
    const headings = [t('customers.cohort'), t('terms.customers'), ...periods.map((k) => `+${count(k)}`)];
    table.replaceChildren(
      element('thead', {}, element('tr', {}, ...headings.map((text) => element('th', { scope: 'col' }, text)))),
      element('tbody', {}, ...cohorts.map((cohort) => line(cohort, periods, highest))),
    );
    table.hidden = cohorts.length === 0;
    empty.hidden = !table.hidden;
  }

  return { show };
}

function line({ cohort, size, cells }, periods, highest) {
  const later = periods.map((k) => {
    const cell = cells[k];
    if (!cell) return element('td', { class: 'absent' });
    const said = t(cell.incomplete ? 'customers.so_far' : 'customers.came_back', { n: cell.customers, of: cell.size });
    const state = cell.incomplete ? 'heat-cell incomplete' : 'heat-cell';
    const heat = cell.incomplete ? 0 : heatOf(cell.retention, highest);
    const text = cell.incomplete ? `${count(cell.customers)} …` : percent(cell.retention);
    return element('td', { class: state, 'data-heat': heat, title: said }, text);
  });
  return element('tr', {}, element('th', { scope: 'row' }, cohort), element('td', {}, count(size)), ...later);
}
