//! Revenue as bars and sessions as a line, day by day, drawn by uPlot. The x axis is the day's index, not a
//! time, so no zone or clock change can move a bar.

import uPlot from 'uplot';
import { colours as coloursOf } from './colours.js';
import { dayLabels } from './day-axis.js';
import { element } from './dom.js';
import { approximate, countOnAxis, moneyOnAxis } from './format.js';
import { onColours } from './theme.js';

// Above this a bar is thinner than the gap between two; an area reads better.
const MAX_BARS = 120;
const MAX_BAR_PX = 48;
const MAX_DOTTED_DAYS = 31;
// Series of uPlot, by number: 0 is the x axis.
const REVENUE = 1;
const HALO = 2; // the sessions once more, wider and in the colour of the card: the line stays legible over bars
const SESSIONS = 3;
const HEADROOM = 1.08; // the highest bar does not touch the top
const WHOLE_STEPS = [0, 1, 2, 3, 4, 5, 6].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));

const drawBars = uPlot.paths.bars({ size: [0.72, MAX_BAR_PX], radius: 0.12 });
const drawArea = uPlot.paths.linear();

/** `onPoint(row | null, {leftPx, rightPx, chartPx})`, the day's edges, follows the pointer or the arrow keys. */
export function createChart(host, onPoint) {
  let rows = [];
  let colours = coloursOf(host);
  const band = element('div', { class: 'chart-band', hidden: true });

  const axis = (options) => ({
    stroke: () => colours.label,
    font: `12px ${getComputedStyle(host).fontFamily}`,
    ticks: { show: false },
    grid: { show: false },
    gap: 8,
    ...options,
  });
  const labelsFor = (u) => dayLabels(rows.map(({ date }) => date), u.bbox.width / devicePixelRatio);
  const sideSize = (u, labels) => 14 + 7.2 * Math.max(2, ...(labels ?? []).map((label) => label?.length ?? 0));

  const plot = new uPlot(
    {
      width: Math.max(host.clientWidth, 100),
      height: Math.max(host.clientHeight, 100),
      padding: [10, 0, 0, 0],
      legend: { show: false },
      cursor: { x: false, y: false, drag: { x: false, y: false }, points: { size: (u, at) => (at === SESSIONS ? 9 : 0) } },
      scales: {
        x: { time: false, range: () => [-0.5, Math.max(rows.length, 1) - 0.5] },
        revenue: { range: () => revenueRange(rows) },
        sessions: { range: () => sessionsRange(rows) },
      },
      axes: [
        axis({ size: 30, splits: (u) => labelsFor(u).at, values: (u) => labelsFor(u).labels }),
        axis({
          scale: 'revenue',
          size: sideSize,
          grid: { stroke: () => colours.grid, width: 1 },
          values: (u, splits) => splits.map((each) => moneyOnAxis(each, currencyOf(rows))),
        }),
        axis({
          scale: 'sessions',
          side: 1,
          size: sideSize,
          incrs: WHOLE_STEPS,
          values: (u, splits) => splits.map((each) => (each < 0 ? '' : countOnAxis(each))),
        }),
      ],
      series: [
        {},
        {
          scale: 'revenue',
          fill: () => (rows.length > MAX_BARS ? colours.revenueArea : colours.revenue),
          stroke: () => colours.revenue,
          width: 0,
          points: { show: false },
          paths: (...args) => (rows.length > MAX_BARS ? drawArea : drawBars)(...args),
        },
        { scale: 'sessions', stroke: () => colours.card, points: { show: false } },
        {
          scale: 'sessions',
          stroke: () => colours.sessions,
          points: { show: () => rows.length <= MAX_DOTTED_DAYS, size: 5, fill: () => colours.sessions },
        },
      ],
      hooks: { setCursor: [point] },
    },
    [[], [], [], []],
    host,
  );
  plot.over.prepend(band);

  function point(u) {
    const row = rows[u.cursor.idx];
    band.hidden = !row;
    if (!row) return onPoint(null);
    const widthPx = u.over.clientWidth / rows.length;
    band.style.width = `${widthPx}px`;
    band.style.transform = `translateX(${u.cursor.idx * widthPx}px)`;
    const leftPx = u.over.offsetLeft + u.cursor.idx * widthPx;
    onPoint(row, { leftPx, rightPx: leftPx + widthPx, chartPx: host.clientWidth });
  }

  function moveTo(index) {
    const bounded = Math.min(rows.length - 1, Math.max(0, index));
    plot.setCursor({ left: plot.valToPos(bounded, 'x'), top: plot.over.clientHeight / 2 });
  }

  host.addEventListener('keydown', (event) => {
    const last = rows.length - 1;
    const here = plot.cursor.idx;
    const targets = { ArrowLeft: (here ?? last + 1) - 1, ArrowRight: (here ?? last - 1) + 1, Home: 0, End: last };
    if (event.key === 'Escape') return leave();
    if (!(event.key in targets) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault(); // or the page scrolls away under the reader
    moveTo(targets[event.key]);
  });
  host.addEventListener('blur', leave);

  function leave() {
    plot.setCursor({ left: -10, top: -10 });
  }

  new ResizeObserver(() => {
    if (host.clientWidth > 0) plot.setSize({ width: host.clientWidth, height: host.clientHeight });
  }).observe(host);

  // The canvas knows no style sheet: it is drawn again when the page turns dark, or to paper.
  const forget = onColours(() => {
    colours = coloursOf(host);
    plot.redraw();
  });

  function show(newRows) {
    rows = newRows;
    const revenue = rows.map((row) => approximate(row.total_revenue));
    const sessions = rows.map((row) => row.sessions);
    const isDense = rows.length > MAX_BARS;
    plot.series[REVENUE].width = isDense ? 1.25 : 0; // bars need no outline, an area does
    plot.series[HALO].width = isDense ? 0 : 5; // it would cut up an area
    plot.series[SESSIONS].width = isDense ? 1.25 : 2;
    plot.setData([rows.map((_, index) => index), revenue, sessions, sessions]);
    point(plot);
  }

  function close() {
    forget();
    plot.destroy();
  }

  return { show, close };
}

function currencyOf(rows) {
  return rows[0]?.total_revenue.currency ?? 'EUR';
}

function revenueRange(rows) {
  const amounts = rows.map((row) => approximate(row.total_revenue));
  const highest = Math.max(0, ...amounts);
  const lowest = Math.min(0, ...amounts); // a day can refund more than it sold
  return highest === lowest ? [0, 1] : [lowest * HEADROOM, highest * HEADROOM];
}

/** Its zero sits at the height of revenue's zero, or the line would be read against the wrong ground. */
function sessionsRange(rows) {
  const [low, high] = revenueRange(rows);
  const highest = Math.max(4, ...rows.map((row) => row.sessions)) * HEADROOM;
  return high > 0 ? [(highest * low) / high, highest] : [0, highest];
}
