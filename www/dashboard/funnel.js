//! From looking to buying: how many sessions reached each step, and how many the step before lost.

import { element, setShare, setText } from './dom.js';
import { count, duration, percent } from './format.js';
import { t } from './words.js';

const KNOWN = ['view_item', 'add_to_cart', 'view_cart', 'begin_checkout', 'add_shipping_info', 'add_payment_info', 'purchase'];

export function createFunnel({ header, content }) {
  const overall = element('p', { id: 'funnel-overall', class: 'muted' });
  const list = element('ol', { id: 'funnel', class: 'funnel', role: 'list' });
  header.append(overall);
  content.append(list, element('p', { class: 'footnote muted' }, t('overview.funnel_closed')));
  const steps = new Map();

  function show({ steps: rows }) {
    const wanted = rows.map(({ step }) => step);
    if (wanted.join() !== [...steps.keys()].join()) build(wanted);
    rows.forEach((row, index) => fill(steps.get(row.step), row, rows[index - 1]));
    const last = rows.at(-1);
    setText(overall, last?.rate_of_first == null ? '' : t('overview.first_to_last', { percent: percent(last.rate_of_first) }));
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
      const [event] = name.split('('); // what it is with stands behind
      const title = element('span', { class: 'step-name' }, KNOWN.includes(event) ? t(`overview.step_${event}`) : name.replaceAll('_', ' '));
      const head = element('p', { class: 'step-head' }, title, ' ', parts.count);
      const flow = element('p', { class: 'step-flow' }, parts.wentOn, ' ', parts.lost, ' ', parts.time);
      const item = element('li', { 'data-step': event }, head, parts.bar);
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
  setText(parts.wentOn, row.rate == null ? percent(null) : t('overview.went_on', { percent: percent(row.rate) }));
  setText(parts.lost, row.rate == null ? '' : t('overview.dropped_off', { percent: percent(1 - row.rate), n: lost }));
  setText(parts.time, row.median_ms == null ? '' : t('overview.after', { duration: duration(row.median_ms) }));
}
