//! A card of a view: a titled box with its three conditions (panel.js).

import { element } from './dom.js';
import { createDownloads } from './downloads.js';
import { createPanel } from './panel.js';

/**
 * `{ section, header, content, panel, downloads }`. `kind` is a class for the style sheet; `isScrolled`, of a card with a wide table, lets
 * the content overflow.
 */
export function createCard(root, { id, title, kind = '', isScrolled = false }) {
  const heading = element('h2', { id: `${id}-title` }, title);
  const header = element('header', {}, heading);
  const scrolled = isScrolled && { role: 'group', 'aria-labelledby': heading.id };
  const content = element('div', { class: isScrolled ? 'content scroll' : 'content', ...scrolled });
  const section = element(
    'section',
    { id: `${id}-card`, class: `card ${kind}`.trim(), 'aria-labelledby': heading.id, 'data-panel': 'waiting' },
    header,
    content,
  );
  root.append(section);
  return { section, header, content, panel: createPanel(section), downloads: createDownloads(header, title) };
}
