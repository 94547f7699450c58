//! The chart card: the drawing, what the pointer reads off it, and the same numbers as a table.

import { createChart } from './chart.js';
import { byId, element, setText } from './dom.js';
import { count, day, money } from './format.js';
import { createTable } from './table.js';

const COLUMNS = [
  { label: 'Day', kind: 'name', text: (row) => day(row.date) },
  { label: 'Revenue', kind: 'number', text: (row) => money(row.total_revenue) },
  { label: 'Refunds', kind: 'number', text: (row) => money(row.refunds) },
  { label: 'Orders', kind: 'number', text: (row) => count(row.orders) },
  { label: 'Sessions', kind: 'number', text: (row) => count(row.sessions) },
  { label: 'Visitors', kind: 'number', text: (row) => count(row.visitors) },
  { label: 'Page views', kind: 'number', text: (row) => count(row.page_views) },
];

const TOOLTIP_GAP_PX = 8;
const CARD_PADDING_PX = 10; // on a phone the tooltip may use it, or it would cover the day

export function createTimeline() {
  const host = byId('chart');
  const details = byId('timeline-numbers');
  const spokenDay = byId('chart-day');
  const tooltip = createTooltip(host);
  const table = createTable(byId('timeline'), COLUMNS, 'No days.');
  let rows = [];

  const chart = createChart(host, (row, place) => {
    tooltip.show(row, place);
    // The pointer needs no voice; the arrow keys do.
    const words = row ? `${day(row.date)}: revenue ${money(row.total_revenue)}, orders ${count(row.orders)}, sessions ${count(row.sessions)}` : '';
    setText(spokenDay, document.activeElement === host ? words : '');
  });

  // A year of rows nobody looks at need not be kept up to date every second.
  const fillTable = () => details.open && table.show([...rows].reverse());
  details.addEventListener('toggle', fillTable);

  function show(series) {
    rows = series.rows;
    chart.show(rows);
    fillTable();
  }

  return { show };
}

function createTooltip(host) {
  const parts = { date: element('p', { class: 'date' }) };
  const list = element('dl');
  for (const [id, label] of [['revenue', 'Revenue'], ['sessions', 'Sessions'], ['orders', 'Orders']]) {
    parts[id] = element('dd');
    list.append(element('dt', { class: `key ${id}` }, label), parts[id]);
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
