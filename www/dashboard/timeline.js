//! The chart card: the drawing, what the pointer reads off it, and the same numbers as a table.

import { createChart } from './chart.js';
import { chartSvg } from './chart-svg.js';
import { colours } from './colours.js';
import { element, setText } from './dom.js';
import { approximate, count, countOnAxis, day, money, moneyOnAxis } from './format.js';
import { createTable } from './table.js';
import { t } from './words.js';

const number = (label, text) => ({ label: t(label), kind: 'number', text });
const columns = () => [
  { label: t('overview.day'), kind: 'name', text: (row) => day(row.date) },
  number('overview.revenue', (row) => money(row.total_revenue)),
  number('overview.refunds', (row) => money(row.refunds)),
  number('overview.orders', (row) => count(row.orders)),
  number('overview.sessions', (row) => count(row.sessions)),
  number('overview.visitors', (row) => count(row.visitors)),
  number('overview.page_views', (row) => count(row.page_views)),
];

const TOOLTIP_GAP_PX = 8;
const CARD_PADDING_PX = 10; // on a phone the tooltip may use it, or it would cover the day

/** In a card of its own, which it hands back. `onDay(date)`: somebody wants to see one day alone. */
export function createTimeline(card, onDay) {
  const key = (id) => element('span', { class: `key ${id}` }, t(`overview.${id}`));
  card.header.append(element('p', { class: 'legend', 'aria-hidden': 'true' }, key('revenue'), ' ', key('sessions')));
  const host = element('div', { id: 'chart', class: 'chart', tabindex: '0', role: 'group', 'aria-label': t('overview.chart') });
  const spokenDay = element('p', { id: 'chart-day', class: 'spoken', 'aria-live': 'polite' });
  const scroll = element('div', { class: 'scroll', role: 'group', 'aria-label': t('overview.by_day') });
  const details = element(
    'details',
    { id: 'timeline-numbers', class: 'numbers' },
    element('summary', {}, t('overview.as_table')),
    scroll,
  );
  card.content.append(host, spokenDay, details);
  const tooltip = createTooltip(host);
  const table = createTable(scroll, { id: 'timeline', columns: columns(), whenEmpty: t('overview.no_days'), onRow: (row) => onDay(row.date), rowAction: t('overview.this_day') });
  let rows = [];

  const chart = createChart(host, (row, place) => {
    tooltip.show(row, place);
    // The pointer needs no voice; the arrow keys do.
    setText(spokenDay, row && document.activeElement === host ? words(row) : '');
  });

  // A year of rows nobody looks at need not be kept up to date every second.
  const fillTable = () => details.open && table.show([...rows].reverse());
  details.addEventListener('toggle', fillTable);

  function show(series) {
    rows = series.rows;
    chart.show(rows);
    fillTable();
  }

  card.downloads.offerChart(picture, () => ['timeseries', rows[0]?.date, rows.at(-1)?.date].filter(Boolean).join('-'));

  function picture() {
    const drawn = colours(host);
    const currency = rows[0]?.total_revenue.currency ?? 'EUR';
    return chartSvg({
      title: t('overview.timeline'),
      days: rows.map(({ date }) => date),
      colours: drawn,
      series: [
        {
          name: t('overview.revenue'),
          values: rows.map((row) => approximate(row.total_revenue)),
          shape: 'bars',
          side: 'left',
          colour: drawn.revenue,
          text: (number) => moneyOnAxis(number, currency),
        },
        {
          name: t('overview.sessions'),
          values: rows.map((row) => row.sessions),
          shape: 'line',
          side: 'right',
          colour: drawn.sessions,
          text: (number) => countOnAxis(number),
        },
      ],
    });
  }

  return { card, show, close: chart.close };
}

function words(row) {
  const { total_revenue: revenue, orders, sessions } = row;
  return t('overview.chart_day', { day: day(row.date), revenue: money(revenue), orders, sessions });
}

function createTooltip(host) {
  const parts = { date: element('p', { class: 'date' }) };
  const list = element('dl');
  for (const id of ['revenue', 'sessions', 'orders']) {
    parts[id] = element('dd');
    list.append(element('dt', { class: `key ${id}` }, t(`overview.${id}`)), parts[id]);
  }
  const box = element('div', { class: 'tooltip', 'aria-hidden': 'true', hidden: true }, parts.date, list);
  host.append(box);

  function show(row, place) {
    box.hidden = !row;
    if (!row) return;
    setText(parts.date, day(row.date));
    setText(parts.revenue, money(row.total_revenue));
    setText(parts.sessions, count(row.sessions));
    setText(parts.orders, count(row.orders));
    // Beside the day, never on it: on the side with more room, and never out of the card.
    const roomPx = place.chartPx - box.offsetWidth;
    const isLeftHalf = place.leftPx + place.rightPx < place.chartPx;
    const besidePx = isLeftHalf ? place.rightPx + TOOLTIP_GAP_PX : place.leftPx - TOOLTIP_GAP_PX - box.offsetWidth;
    box.style.transform = `translateX(${Math.min(Math.max(besidePx, -CARD_PADDING_PX), roomPx + CARD_PADDING_PX)}px)`;
  }

  return { show };
}
