//! One number day by day as a line, with the period compared with behind it, drawn by uPlot. The x axis is the day's index,
//! not a time, so no zone or clock change can move a day.

import uPlot from 'uplot';
import { colours as coloursOf } from './colours.js';
import { dayLabels } from './day-axis.js';
import { element } from './dom.js';
import { onAxis } from './format.js';
import { onColours } from './theme.js';
import { spanOf } from './trend-scale.js';

const MAX_DOTTED_DAYS = 31;
const LETTER_PX = 7.2;
const STEPS = [-4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power));
const WHOLE_STEPS = STEPS.filter(Number.isInteger);
// Series of uPlot, by number: 0 is the x axis.
const NOW = 2;

/** `onPoint(index | null, {leftPx, rightPx, chartPx})`, the day's edges, follows the pointer or the arrow keys. */
export function createTrendPlot(host, onPoint) {
  let shown = { dates: [], now: [], before: [], unit: 'count', currency: 'EUR' };
  let colours = coloursOf(host);
  const band = element('div', { class: 'chart-band', hidden: true });
  const marks = element('div', { class: 'chart-marks', 'aria-hidden': 'true' });
  const length = () => shown.dates.length;

  const axis = (options) => ({
    stroke: () => colours.label,
    font: `12px ${getComputedStyle(host).fontFamily}`,
    ticks: { show: false },
    grid: { show: false },
    gap: 8,
    ...options,
  });
  const labelsFor = (u) => dayLabels(shown.dates, u.bbox.width / devicePixelRatio);

  const plot = new uPlot(
    {
      width: Math.max(host.clientWidth, 100),
      height: Math.max(host.clientHeight, 100),
      padding: [10, 22, 0, 0], // half of the last day's label
      legend: { show: false },
      cursor: { x: false, y: false, drag: { x: false, y: false }, points: { size: (u, at) => (at === NOW ? 9 : 0) } },
      scales: {
        x: { time: false, range: () => [-0.5, Math.max(length(), 1) - 0.5] },
        y: { range: () => spanOf(shown.now, shown.before) },
      },
      axes: [
        axis({ size: 30, splits: (u) => labelsFor(u).at, values: (u) => labelsFor(u).labels }),
        axis({
          scale: 'y',
          size: (u, labels) => 14 + LETTER_PX * Math.max(2, ...(labels ?? []).map((label) => label?.length ?? 0)),
          grid: { stroke: () => colours.grid, width: 1 },
          incrs: () => (shown.unit === 'count' ? WHOLE_STEPS : STEPS),
          values: (u, splits) => splits.map((each) => onAxis(each, shown.unit, shown.currency)),
        }),
      ],
      series: [
        {},
        { scale: 'y', stroke: () => colours.before, width: 1.5, dash: [4, 4], points: { show: false } },
        {
          scale: 'y',
          stroke: () => colours.revenue,
          fill: () => colours.revenueArea,
          width: 2,
          points: { show: () => length() <= MAX_DOTTED_DAYS, size: 5, fill: () => colours.revenue },
        },
      ],
      hooks: { setCursor: [point], setSize: [placeMarks] },
    },
    [[], [], []],
    host,
  );
  plot.over.prepend(band, marks);

  function dayPx() {
    return plot.over.clientWidth / length();
  }

  function point(u) {
    const index = u.cursor.idx;
    const isDay = index != null && index < length();
    band.hidden = !isDay;
    if (!isDay) return onPoint(null);
    band.style.width = `${dayPx()}px`;
    band.style.transform = `translateX(${index * dayPx()}px)`;
    const leftPx = u.over.offsetLeft + index * dayPx();
    onPoint(index, { leftPx, rightPx: leftPx + dayPx(), chartPx: host.clientWidth });
  }

  function placeMarks() {
    marks.replaceChildren(
      ...[...(shown.marks ?? [])].map(([index]) => {
        const mark = element('span', { class: 'chart-mark' });
        mark.style.left = `${(index + 0.5) * dayPx()}px`;
        return mark;
      }),
    );
  }

  host.addEventListener('keydown', (event) => {
    const last = length() - 1;
    const here = plot.cursor.idx;
    const targets = { ArrowLeft: (here ?? last + 1) - 1, ArrowRight: (here ?? last - 1) + 1, Home: 0, End: last };
    if (event.key === 'Escape') return leave();
    if (!(event.key in targets) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault(); // or the page scrolls away under the reader
    const bounded = Math.min(last, Math.max(0, targets[event.key]));
    plot.setCursor({ left: plot.valToPos(bounded, 'x'), top: plot.over.clientHeight / 2 });
  });
  host.addEventListener('blur', leave);

  function leave() {
    plot.setCursor({ left: -10, top: -10 });
  }

  const observer = new ResizeObserver(() => {
    if (host.clientWidth > 0) plot.setSize({ width: host.clientWidth, height: host.clientHeight });
  });
  observer.observe(host);
  // The canvas knows no style sheet: it is drawn again when the page turns dark, or to paper.
  const forget = onColours(() => {
    colours = coloursOf(host);
    plot.redraw();
  });

  /** `{ dates, now, before, marks, unit: 'money' | 'count' | 'percent', currency }`; numbers for heights only. */
  function show(series) {
    shown = series;
    plot.setData([shown.dates.map((_, index) => index), shown.before, shown.now]);
    placeMarks();
    point(plot);
  }

  function close() {
    observer.disconnect();
    forget();
    plot.destroy();
  }

  return { show, close };
}
