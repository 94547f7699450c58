//! The eight key figures, each with how it moved against the period before.

import { changeBetween, sizeOf } from './change.js';
import { element, prefersLessMotion, setText, spoken } from './dom.js';
import { approximate, count, duration, money, percent, plural } from './format.js';

// `number` serves the change in percent only; what is read comes from `text`.
const TILES = [
  {
    id: 'total_revenue',
    label: 'Total revenue',
    text: (o) => money(o.total_revenue),
    number: (o) => approximate(o.total_revenue),
    detail: (o) => `${money(o.refunds)} refunded`,
  },
  {
    id: 'orders',
    label: 'Orders',
    text: (o) => count(o.orders),
    number: (o) => o.orders,
    detail: (o) => `${plural(o.carts, 'cart', 'carts')} created`,
  },
  {
    id: 'session_conversion_rate',
    label: 'Conversion rate',
    text: (o) => percent(o.session_conversion_rate),
    number: (o) => o.session_conversion_rate,
    detail: () => 'sessions with an order',
  },
  {
    id: 'average_order_value',
    label: 'Average order value',
    text: (o) => money(o.average_order_value),
    number: (o) => approximate(o.average_order_value),
    detail: () => 'with tax and shipping',
  },
  {
    id: 'sessions',
    label: 'Sessions',
    text: (o) => count(o.sessions),
    number: (o) => o.sessions,
    detail: (o) => plural(o.page_views, 'page view', 'page views'),
  },
  {
    id: 'visitors',
    label: 'Visitors',
    text: (o) => count(o.visitors),
    number: (o) => o.visitors,
    detail: (o) => (o.visitors_method === 'sum_of_daily' ? 'sum of daily visitors' : 'each counted once'),
  },
  {
    id: 'engaged_ms_per_session',
    label: 'Engaged time per session',
    text: (o) => duration(o.engaged_ms_per_session),
    number: (o) => o.engaged_ms_per_session,
    detail: (o) => (o.engagement_rate == null ? '' : `${percent(o.engagement_rate)} engaged sessions`),
  },
  {
    id: 'cart_abandonment_rate',
    label: 'Cart abandonment',
    better: 'down',
    text: (o) => percent(o.cart_abandonment_rate),
    number: (o) => o.cart_abandonment_rate,
    detail: (o) => `${money(o.lost_revenue)} left in carts`,
  },
];

const ARROWS = { up: '▲', down: '▼', flat: '●' };
const WORDS = { up: 'Up ', down: 'Down ', flat: 'Unchanged ' };
const MOODS = { good: ', better', bad: ', worse', neutral: '' };

export function createTiles(list) {
  const tiles = TILES.map((definition) => {
    const parts = {
      value: element('p', { class: 'value' }),
      change: element('p', { class: 'change' }),
      detail: element('p', { class: 'detail' }),
    };
    const label = element('h3', { class: 'label' }, definition.label);
    const { value, change, detail } = parts;
    list.append(element('li', { class: 'tile', 'data-metric': definition.id }, label, value, change, detail));
    return { definition, parts };
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

  function clear() {
    for (const { parts } of tiles) {
      for (const part of Object.values(parts)) part.replaceChildren();
    }
  }

  return { show, clear };
}

function showChange(node, definition, overview) {
  const before = overview.previous;
  const isComparable = before && definition.number(before) != null;
  if (!isComparable) return node.replaceChildren();
  const change = changeBetween(definition.number(overview), definition.number(before), definition.better);
  const was = element('span', { class: 'was' }, `from ${definition.text(before)}`);
  const fresh = element('p', {});
  if (change) {
    const { direction, mood } = change;
    const size = element('span', { class: 'size' }, sizeOf(change));
    const arrow = element('span', { class: 'arrow', 'aria-hidden': 'true' }, ARROWS[direction]);
    const end = spoken(` in the period before${MOODS[mood]}`);
    fresh.append(element('span', { class: mood }, arrow, ' ', spoken(WORDS[direction]), size), ' ', was, end);
  } else {
    fresh.append(was, spoken(' in the period before'));
  }
  if (node.textContent !== fresh.textContent) node.replaceChildren(...fresh.childNodes);
}

function glow(node) {
  if (prefersLessMotion()) return;
  const ink = getComputedStyle(node).color;
  const accent = getComputedStyle(node).getPropertyValue('--accent');
  node.animate([{ color: accent }, { color: ink }], { duration: 1200, easing: 'ease-out' });
}
