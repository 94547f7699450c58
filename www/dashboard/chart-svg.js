//! A chart as a picture of its own, drawn from the numbers: to be kept as SVG or PNG, and where a view wants a chart that
//! nobody has to point at. All texts are text nodes.

import { dayLabels } from './day-axis.js';

const NAMESPACE = 'http://www.w3.org/2000/svg';
const FONT = 'system-ui, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';
const LETTER_PX = 6.6;
const SIDE_PX = 24; // half of the last day's label
const TITLE_PX = 26;
const TOP_PX = 30; // for the legend
const BOTTOM_PX = 30;
const TICKS = 5;

/**
 * `series`: `{name, values, shape: 'bars'|'line'|'area'|'dashes', colour, text(number), side: 'left'|'right'}`; those of a side
 * share its scale. `days` are calendar days, `colours` `{ink, label, grid, card}`. Without `isTitled` the title is only
 * said: it stands beside the chart.
 */
export function chartSvg({ title, isTitled = true, days, series, colours, widthPx = 960, heightPx = 400 }) {
  const sides = ['left', 'right'].map((side) => scaleOf(series.filter((each) => each.side === side)));
  const [leftPx, rightPx] = sides.map((scale) => (scale ? 16 + LETTER_PX * Math.max(...scale.labels.map(({ length }) => length)) : SIDE_PX));
  const box = { left: leftPx, right: widthPx - rightPx, top: TOP_PX + (isTitled ? TITLE_PX : 0), bottom: heightPx - BOTTOM_PX };
  const stepPx = (box.right - box.left) / Math.max(days.length, 1);
  const x = (index) => box.left + (index + 0.5) * stepPx;
  const svg = node('svg', { xmlns: NAMESPACE, viewBox: `0 0 ${widthPx} ${heightPx}`, width: widthPx, height: heightPx, role: 'img', 'font-family': FONT, 'font-size': 12 });
  svg.append(
    node('title', {}, title),
    node('rect', { width: widthPx, height: heightPx, fill: colours.card }),
    ...(isTitled ? [node('text', { x: 12, y: 22, fill: colours.ink, 'font-size': 15, 'font-weight': 600 }, title)] : []),
    legend(series, colours, isTitled ? TITLE_PX : 0),
  );
  sides.forEach((scale, at) => scale && svg.append(axis(scale, box, colours, at === 0)));
  const { at, labels } = days.length > 0 ? dayLabels(days, box.right - box.left) : { at: [], labels: [] };
  at.forEach((index, place) => svg.append(node('text', { x: x(index), y: heightPx - 10, fill: colours.label, 'text-anchor': 'middle' }, labels[place])));
  for (const each of series) {
    const scale = sides[each.side === 'left' ? 0 : 1];
    const y = (value) => box.bottom - ((value - scale.low) / (scale.high - scale.low)) * (box.bottom - box.top);
    if (each.shape === 'area') svg.append(area(each, x, y));
    svg.append(each.shape === 'bars' ? bars(each, x, y, stepPx) : line(each, x, y));
  }
  return svg;
}

/** What `img` and a file take. */
export function svgText(svg) {
  return new XMLSerializer().serializeToString(svg);
}

function scaleOf(series) {
  if (series.length === 0) return null;
  const values = series.flatMap((each) => each.values).filter((value) => value != null);
  const [lowest, highest] = [Math.min(0, ...values), Math.max(0, ...values)];
  const step = niceStep((highest - lowest) / TICKS || 1 / TICKS);
  const low = Math.floor(lowest / step) * step;
  const high = Math.max(Math.ceil(highest / step), 1) * step;
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, index) => low + index * step);
  return { low, high, ticks, labels: ticks.map((tick) => series[0].text(tick)) };
}

/** The next of 1, 2, 5, 10 … */
export function niceStep(atLeast) {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const digit = [1, 2, 5, 10].find((each) => each * power >= atLeast * 0.999) ?? 10;
  return digit * power;
}

function axis({ low, high, ticks, labels }, box, colours, isLeft) {
  const group = node('g', { fill: colours.label, 'text-anchor': isLeft ? 'end' : 'start' });
  ticks.forEach((tick, index) => {
    const y = box.bottom - ((tick - low) / (high - low)) * (box.bottom - box.top);
    if (isLeft) group.append(node('line', { x1: box.left, x2: box.right, y1: y, y2: y, stroke: colours.grid }));
    group.append(node('text', { x: isLeft ? box.left - 8 : box.right + 8, y: y + 4 }, labels[index]));
  });
  return group;
}

function bars({ values, colour }, x, y, stepPx) {
  const widthPx = Math.max(stepPx * 0.72, 0.5);
  const group = node('g', { fill: colour });
  values.forEach((value, index) => {
    const [top, foot] = [Math.min(y(value), y(0)), Math.max(y(value), y(0))];
    group.append(node('rect', { x: x(index) - widthPx / 2, y: top, width: widthPx, height: foot - top, rx: Math.min(2, widthPx / 4) }));
  });
  return group;
}

function line({ values, colour, shape }, x, y) {
  const points = values.map((value, index) => value != null && `${x(index).toFixed(1)},${y(value).toFixed(1)}`).filter(Boolean);
  const dashes = shape === 'dashes' ? { 'stroke-dasharray': '5 4' } : {};
  return node('polyline', { points: points.join(' '), fill: 'none', stroke: colour, 'stroke-width': 2, 'stroke-linejoin': 'round', ...dashes });
}

/** What lies between a line and zero. */
function area({ values, colour }, x, y) {
  const known = values.map((value, index) => ({ value, index })).filter(({ value }) => value != null);
  const points = known.map(({ value, index }) => `L${x(index).toFixed(1)} ${y(value).toFixed(1)}`);
  const foot = y(0).toFixed(1);
  const [first, last] = [known[0], known.at(-1)].map((each) => (each ? x(each.index).toFixed(1) : '0'));
  return node('path', { d: known.length > 1 ? `M${first} ${foot}${points.join('')}L${last} ${foot}Z` : '', fill: colour, 'fill-opacity': 0.25 });
}

function legend(series, colours, topPx) {
  const group = node('g', { fill: colours.label });
  let x = 12;
  for (const { name, colour, shape } of series) {
    const heightPx = shape === 'bars' ? 10 : 3;
    group.append(node('rect', { x, y: topPx + 13 - heightPx / 2, width: 12, height: heightPx, fill: colour }), node('text', { x: x + 18, y: topPx + 17 }, name));
    x += 40 + LETTER_PX * name.length;
  }
  return group;
}

function node(tag, attributes, ...children) {
  const made = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
