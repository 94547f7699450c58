//! One metric of two segments over the days, as two lines; behind it the same numbers as a table.

import { chartSvg } from './chart-svg.js';
import { colours } from './colours.js';
import { element } from './dom.js';
import { approximate, count, countOnAxis, day, money, moneyOnAxis } from './format.js';
import { createTable } from './table.js';
import { onColours } from './theme.js';
import { t } from './words.js';

const MIN_WIDTH_PX = 280;
const HEIGHT_PX = 280;

export function createComparisonChart(card, metric) {
  const host = element('div', { class: 'drawn' });
  const scroll = element('div', { class: 'scroll', role: 'group', 'aria-label': t('overview.by_day') });
  const details = element('details', { class: 'numbers' }, element('summary', {}, t('overview.as_table')), scroll);
  card.content.append(host, details);
  const heads = [element('span'), element('span')];
  const text = (value) => (typeof value === 'object' && value !== null ? money(value) : count(value));
  const table = createTable(scroll, {
    id: `compared-${metric}`,
    whenEmpty: t('overview.no_days'),
    columns: [
      { label: t('overview.day'), kind: 'name', text: (row) => day(row.date) },
      { label: heads[0], kind: 'number', text: (row) => text(row.one) },
      { label: heads[1], kind: 'number', text: (row) => text(row.other) },
    ],
  });
  let rows = [];
  let names = { one: '', other: '' };
  details.addEventListener('toggle', fillTable);
  const sizes = new ResizeObserver(() => draw());
  sizes.observe(host);
  const forget = onColours(draw);
  card.downloads.offerChart(() => picture(), () => ['compared', metric, rows[0]?.date, rows.at(-1)?.date].filter(Boolean).join('-'));

  /** Of both the same days; `between` are the two names. */
  function show(days, otherDays, between) {
    names = between;
    rows = days.map((row, index) => ({ date: row.date, one: row[metric], other: otherDays[index]?.[metric] }));
    heads[0].textContent = names.one;
    heads[1].textContent = names.other;
    draw();
    fillTable();
  }

  function fillTable() {
    if (details.open) table.show([...rows].reverse());
  }

  function draw() {
    if (rows.length > 0) host.replaceChildren(picture({ isTitled: false, widthPx: Math.max(host.clientWidth, MIN_WIDTH_PX), heightPx: HEIGHT_PX }));
  }

  function picture(size) {
    const drawn = colours(host);
    const currency = rows[0]?.one?.currency;
    const values = (id) => rows.map((row) => (currency ? approximate(row[id]) : row[id]));
    const axis = (number) => (currency ? moneyOnAxis(number, currency) : countOnAxis(number));
    const line = (id, shape, colour) => ({ name: names[id], values: values(id), shape, colour, side: 'left', text: axis });
    return chartSvg({
      title: t(`overview.${metric}`),
      days: rows.map(({ date }) => date),
      colours: drawn,
      ...size,
      series: [line('one', 'line', drawn.revenue), line('other', 'dashes', drawn.sessions)],
    });
  }

  function close() {
    sizes.disconnect();
    forget();
  }

  return { card, show, close };
}
