//! The card of a number over time: which number, the drawing, what the pointer reads off it, and all of it as a table.

import { chartSvg } from './chart-svg.js';
import { colours } from './colours.js';
import { element, setText } from './dom.js';
import { approximate, count, day, money, onAxis, percent } from './format.js';
import { createTable } from './table.js';
import { createTrendPlot } from './trend-plot.js';
import { alongside, marksOf } from './trend-scale.js';
import { t } from './words.js';

const TEXTS = { money, count, percent };
const KEYS = ['now', 'before'];
const TOOLTIP_GAP_PX = 8;
const CARD_PADDING_PX = 10; // on a phone the tooltip may use it, or it would cover the day

/**
 * In a card of its own. `metrics` are `{ id, unit: 'money' | 'count' | 'percent' }`: keys of the rows, named by `terms`. The
 * one that is drawn is `ask.params.metric`; `open` chooses another. `onDay(date)`: somebody wants to see one day alone.
 */
export function createTrend(card, { metrics, open, onDay = null }) {
  let chosen = metrics[0];
  let shown = { rows: [], previous: [], marks: new Map() };
  let params = {};
  let notes = [];
  const numberOf = (row) => (chosen.unit === 'money' ? approximate(row[chosen.id]) : row[chosen.id]);
  const textOf = (row, { id, unit } = chosen) => TEXTS[unit](row[id]);

  const { id } = card.section;
  const buttons = metrics.map((metric) => {
    const button = element('button', { type: 'button' }, t(`terms.${metric.id}`));
    button.addEventListener('click', () => open({ params: { ...params, metric: metric === metrics[0] ? '' : metric.id } }));
    return button;
  });
  const title = card.header.querySelector('h2').textContent;
  const chooser = element('div', { class: 'tabs', role: 'group', 'aria-label': title }, ...buttons);
  const host = element('div', { id: `${id}-chart`, class: 'chart', tabindex: '0', role: 'group' });
  const spokenDay = element('p', { class: 'spoken', 'aria-live': 'polite' });
  const scroll = element('div', { class: 'scroll', role: 'group', 'aria-label': t('overview.by_day') });
  const details = element('details', { class: 'numbers' }, element('summary', {}, t('overview.as_table')), scroll);
  card.header.append(chooser);
  card.content.append(host, spokenDay, details);

  const columns = [
    { label: t('overview.day'), kind: 'name', text: (row) => day(row.date) },
    ...metrics.map((metric) => ({ label: t(`terms.${metric.id}`), kind: 'number', text: (row) => textOf(row, metric) })),
  ];
  const table = createTable(scroll, {
    id: `${id}-numbers`,
    columns,
    whenEmpty: t('overview.no_days'),
    onRow: onDay && ((row) => onDay(row.date)),
    rowAction: t('overview.this_day'),
  });
  const tooltip = createTooltip(host);
  const plot = createTrendPlot(host, (index, place) => {
    const read = index === null ? null : readingOf(index);
    tooltip.show(read, place);
    // The pointer needs no voice; the arrow keys do.
    setText(spokenDay, read && document.activeElement === host ? read.lines.flat().join(' ') : '');
  });

  function readingOf(index) {
    const row = shown.rows[index];
    const before = shown.previous[index];
    const lines = [[day(row.date), textOf(row)]];
    if (before) lines.push([day(before.date), textOf(before)]);
    return { lines, notes: shown.marks.get(index) ?? [] };
  }

  // A year of rows nobody looks at need not be kept up to date every second.
  const fillTable = () => details.open && table.show([...shown.rows].reverse());
  details.addEventListener('toggle', fillTable);

  /** `{ rows, previous? }`, each row with its `date`. */
  function show({ rows, previous = [] }, ask) {
    params = ask.params;
    chosen = metrics.find((metric) => metric.id === params.metric) ?? metrics[0];
    metrics.forEach((metric, at) => buttons[at].setAttribute('aria-pressed', String(metric === chosen)));
    host.setAttribute('aria-label', t('terms.chart_of', { metric: t(`terms.${chosen.id}`) }));
    shown = { rows, previous, marks: marksOf(rows, notes) };
    draw();
    fillTable();
  }

  /** Texts at days: `{ date, text }`. */
  function mark(newNotes) {
    notes = newNotes;
    shown.marks = marksOf(shown.rows, notes);
    // They may come before the numbers, and then nobody knows the currency yet.
    if (shown.rows.length > 0) draw();
  }

  function draw() {
    const { rows, previous, marks } = shown;
    plot.show({
      dates: rows.map(({ date }) => date),
      now: rows.map(numberOf),
      before: alongside(rows, previous, numberOf),
      marks,
      unit: chosen.unit,
      currency: rows[0]?.[chosen.id]?.currency,
    });
  }

  card.downloads.offerChart(picture, () => [id, shown.rows[0]?.date, shown.rows.at(-1)?.date].filter(Boolean).join('-'));

  function picture() {
    const drawn = colours(host);
    const { rows, previous } = shown;
    const currency = rows[0]?.[chosen.id]?.currency;
    const common = { side: 'left', text: (number) => onAxis(number, chosen.unit, currency) };
    const now = { ...common, name: t(`terms.${chosen.id}`), values: rows.map(numberOf), shape: 'area', colour: drawn.revenue };
    const before = { ...common, name: t('terms.before'), values: alongside(rows, previous, numberOf), shape: 'dashes', colour: drawn.before };
    const series = previous.length > 0 ? [before, now] : [now];
    return chartSvg({ title, days: rows.map(({ date }) => date), colours: drawn, series });
  }

  return { card, show, mark, close: plot.close };
}

function createTooltip(host) {
  const list = element('dl', {});
  const notes = element('ul', { class: 'tooltip-notes' });
  const box = element('div', { class: 'tooltip', 'aria-hidden': 'true', hidden: true }, list, notes);
  host.append(box);

  function show(read, place) {
    box.hidden = !read;
    if (!read) return;
    list.replaceChildren(
      ...read.lines.flatMap(([date, value], at) => [element('dt', { class: `key ${KEYS[at]}` }, date), element('dd', {}, value)]),
    );
    notes.replaceChildren(...read.notes.map((text) => element('li', {}, text)));
    // Beside the day, never on it: on the side with more room, and never out of the card.
    const roomPx = place.chartPx - box.offsetWidth;
    const isLeftHalf = place.leftPx + place.rightPx < place.chartPx;
    const besidePx = isLeftHalf ? place.rightPx + TOOLTIP_GAP_PX : place.leftPx - TOOLTIP_GAP_PX - box.offsetWidth;
    box.style.transform = `translateX(${Math.min(Math.max(besidePx, -CARD_PADDING_PX), roomPx + CARD_PADDING_PX)}px)`;
  }

  return { show };
}
