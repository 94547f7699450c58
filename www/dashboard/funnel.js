//! From looking to buying: how many sessions reached each step, and how many the step before lost.

import { element, setShare, setText } from './dom.js';
import { count, duration, percent } from './format.js';

const NAMES = {
  view_item: 'Viewed a product',
  add_to_cart: 'Added to cart',
  begin_checkout: 'Began checkout',
  purchase: 'Bought',
};

export function createFunnel(list, overall) {
  const steps = new Map();

  function show({ steps: rows }) {
    const wanted = rows.map(({ step }) => step);
    if (wanted.join() !== [...steps.keys()].join()) build(wanted);
    rows.forEach((row, index) => fill(steps.get(row.step), row, rows[index - 1]));
    const last = rows.at(-1);
    setText(overall, last?.rate_of_first == null ? '' : `${percent(last.rate_of_first)} from first to last step`);
  }

  function build(names) {
    steps.clear();
    list.replaceChildren();
    names.forEach((name, index) => {
      const parts = {
        wentOn: element('span', { class: 'went-on' }),
        lost: element('span', { class: 'lost' }),
        time: element('span', { class: 'time' }),
        count: element('span', { class: 'count' }),
        bar: element('div', { class: 'step-bar', 'aria-hidden': 'true' }),
      };
      const title = element('span', { class: 'step-name' }, NAMES[name] ?? name.replaceAll('_', ' '));
      const head = element('p', { class: 'step-head' }, title, ' ', parts.count);
      const flow = element('p', { class: 'step-flow' }, parts.wentOn, ' ', parts.lost, ' ', parts.time);
      const item = element('li', { 'data-step': name }, head, parts.bar);
      if (index > 0) item.prepend(flow);
      list.append(item);
      steps.set(name, parts);
    });
  }

  return { show };
}

function fill(parts, row, before) {
  setText(parts.count, count(row.count));
  setShare(parts.bar, row.rate_of_first);
  if (!before) return;
  const lost = before.count - row.count;
  setText(parts.wentOn, row.rate == null ? percent(null) : `${percent(row.rate)} went on`);
  setText(parts.lost, row.rate == null ? '' : `${percent(1 - row.rate)} dropped off (${count(lost)})`);
  setText(parts.time, row.median_ms == null ? '' : `after ${duration(row.median_ms)} (median)`);
}
