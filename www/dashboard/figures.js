//! Numbers side by side, each with its name and what it is to be read with.

import { element, setText } from './dom.js';
import { createPanel } from './panel.js';

/** A card for `cards([…])`; `figures` are `{ id, label, text: answer => string, detail?: answer => string }`. */
export function createFigures(root, { id, title, figures }) {
  const heading = element('h2', { id: `${id}-title`, class: 'spoken' }, title);
  const tiles = figures.map(({ id: metric, label }) => {
    const value = element('p', { class: 'value' });
    const detail = element('p', { class: 'detail' });
    return { value, detail, node: element('li', { class: 'tile', 'data-metric': metric }, element('h3', { class: 'label' }, label), value, detail) };
  });
  const list = element('ul', { class: 'tiles', role: 'list' }, ...tiles.map(({ node }) => node));
  const section = element('section', { id, class: 'figures', 'aria-labelledby': heading.id, 'data-panel': 'waiting' }, heading, list);
  root.append(section);

  function show(answer) {
    figures.forEach(({ text, detail }, at) => {
      setText(tiles[at].value, text(answer));
      setText(tiles[at].detail, detail?.(answer) ?? '');
    });
  }

  return { card: { section, panel: createPanel(section) }, show };
}
