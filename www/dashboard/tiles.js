//! The eight key figures, each with how it moved against the period before.

import { changeBetween, sizeOf } from './change.js';
import { element, prefersLessMotion, setText, spoken } from './dom.js';
import { approximate, count, duration, money, percent } from './format.js';
import { createSparkline } from './sparkline.js';
import { t } from './words.js';

// `number` serves the change in percent and the sparkline only; what is read comes from `text`.
const TILES = [
  {
    id: 'total_revenue',
    text: (o) => money(o.total_revenue),
    number: (o) => approximate(o.total_revenue),
    detail: (o) => t('overview.refunded', { money: money(o.refunds) }),
  },
  {
    id: 'orders',
    text: (o) => count(o.orders),
    number: (o) => o.orders,
    detail: (o) => t('overview.carts_created', { n: o.carts }),
  },
  {
    id: 'session_conversion_rate',
    text: (o) => percent(o.session_conversion_rate),
    number: (o) => o.session_conversion_rate,
    detail: () => t('overview.sessions_with_order'),
  },
  {
    id: 'average_order_value',
    text: (o) => money(o.average_order_value),
    number: (o) => approximate(o.average_order_value),
    detail: () => t('overview.with_tax'),
  },
  {
    id: 'sessions',
    text: (o) => count(o.sessions),
    number: (o) => o.sessions,
    detail: (o) => t('overview.n_page_views', { n: o.page_views }),
  },
  {
    id: 'visitors',
    text: (o) => count(o.visitors),
    number: (o) => o.visitors,
    detail: (o) => t(o.visitors_method === 'sum_of_daily' ? 'overview.sum_of_daily' : 'overview.counted_once'),
  },
  {
    id: 'engaged_ms_per_session',
    text: (o) => duration(o.engaged_ms_per_session),
    number: (o) => o.engaged_ms_per_session,
    detail: (o) => (o.engagement_rate == null ? '' : t('overview.engaged_sessions', { percent: percent(o.engagement_rate) })),
  },
  {
    id: 'cart_abandonment_rate',
    better: 'down',
    text: (o) => percent(o.cart_abandonment_rate),
    number: (o) => o.cart_abandonment_rate,
    detail: (o) => t('overview.left_in_carts', { money: money(o.lost_revenue) }),
  },
];

const ARROWS = { up: '▲', down: '▼', flat: '●' };

/** `onWhy(metric, name)`: somebody wants to know where a number comes from. */
export function createTiles(list, onWhy) {
  const tiles = TILES.map((definition) => {
    const parts = {
      value: element('p', { class: 'value' }),
      change: element('p', { class: 'change' }),
      detail: element('p', { class: 'detail' }),
    };
    const name = t(`overview.${definition.id}`);
    const why = element('button', { type: 'button', class: 'why', 'aria-label': t('overview.why', { name }) }, '?');
    why.addEventListener('click', () => onWhy(definition.id, name));
    const label = element('div', { class: 'label' }, element('h3', { class: 'label' }, name), why);
    const { value, change, detail } = parts;
    const spark = createSparkline();
    const line = element('div', { class: 'value-line' }, value, spark.node);
    list.append(element('li', { class: 'tile', 'data-metric': definition.id }, label, line, change, detail));
    return { definition, parts, spark };
  });

  /** `isUpdate`: the same view again with newer numbers, so that what moved may catch the eye. */
  function show(overview, isUpdate) {
    for (const { definition, parts } of tiles) {
      const text = definition.text(overview);
      if (setText(parts.value, text)) {
        parts.value.dataset.length = text.length > 14 ? 'very-long' : text.length > 10 ? 'long' : '';
        if (isUpdate) glow(parts.value);
      }
      setText(parts.detail, definition.detail(overview));
      showChange(parts.change, definition, overview);
    }
  }

  /** The days of a report that tells some of these numbers day by day. */
  function showDays(rows) {
    for (const { definition, spark } of tiles) {
      if (rows.length > 0 && definition.id in rows[0]) spark.show(rows.map((row) => definition.number(row)));
    }
  }

  function clear() {
    for (const { parts, spark } of tiles) {
      spark.show([]);
      for (const part of Object.values(parts)) part.replaceChildren();
    }
  }

  return { show, showDays, clear };
}

function showChange(node, definition, overview) {
  const before = overview.previous;
  const isComparable = before && definition.number(before) != null;
  if (!isComparable) return node.replaceChildren();
  const change = changeBetween(definition.number(overview), definition.number(before), definition.better);
  const was = element('span', { class: 'was' }, t('overview.was', { value: definition.text(before) }));
  const fresh = element('p', {});
  if (change) {
    const { direction, mood } = change;
    const size = element('span', { class: 'size' }, sizeOf(change));
    const arrow = element('span', { class: 'arrow', 'aria-hidden': 'true' }, ARROWS[direction]);
    const end = spoken(` ${t(`overview.before_${mood}`)}`);
    fresh.append(element('span', { class: mood }, arrow, ' ', spoken(`${t(`overview.${direction}`)} `), size), ' ', was, end);
  } else {
    fresh.append(was, spoken(` ${t('overview.before_neutral')}`));
  }
  if (node.textContent !== fresh.textContent) node.replaceChildren(...fresh.childNodes);
}

function glow(node) {
  if (prefersLessMotion()) return;
  const ink = getComputedStyle(node).color;
  const accent = getComputedStyle(node).getPropertyValue('--accent');
  node.animate([{ color: accent }, { color: ink }], { duration: 1200, easing: 'ease-out' });
}
