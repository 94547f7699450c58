//! What became of carts, in three numbers; the view of carts says more.

import { element, setText } from './dom.js';
import { count, duration, money, percent } from './format.js';
import { createLinks } from './link.js';
import { t } from './words.js';

const LINES = [
  ['carts_abandoned', (o) => count(o.carts_abandoned), (o) => t('carts.of_all', { percent: percent(o.cart_abandonment_rate) })],
  ['recovered_carts', (o) => count(o.recovered_carts), (o) => t('carts.after', { duration: duration(o.recovery_lag) })],
  ['lost_revenue', (o) => money(o.lost_revenue), () => t('carts.about_lost')],
];

export function createCartsCard(root, tools) {
  const card = tools.card(root, { id: 'carts', title: t('carts.title') });
  const more = element('p', {});
  createLinks(tools).show(more, t('carts.more'), { view: 'carts' });
  const parts = LINES.map(([id]) => ({ id, value: element('dd', { class: 'value' }), detail: element('dd', { class: 'detail' }) }));
  const list = element(
    'dl',
    { class: 'fates' },
    ...parts.map(({ id, value, detail }) => element('div', { 'data-fate': id }, element('dt', { class: 'label' }, t(`terms.${id}`)), value, detail)),
  );
  card.content.append(list, more);

  function show(answer) {
    LINES.forEach(([, text, detail], at) => {
      setText(parts[at].value, text(answer));
      setText(parts[at].detail, detail(answer));
    });
  }

  return { card, show };
}
