//! The links to the views. Real links: they open in a new tab, and the address says where they go.

import { byId, element } from './dom.js';
import { VIEWS, viewOf } from './views/index.js';
import { t } from './words.js';

/** `open(wish)` goes there without loading the page again. */
export function createNavigation(open) {
  const links = VIEWS.filter(({ within }) => !within).map(({ id, only }) => {
    const link = element('a', {}, t(`${id}.title`));
    link.addEventListener('click', (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open({ view: id });
    });
    return { id, link, only };
  });
  const list = element('ul', { role: 'list' }, ...links.map(({ link, only }) => element('li', { 'data-only': only }, link)));
  byId('navigation').replaceChildren(list);

  let shown = null;

  /** `href(wish)` is the address of a wish from here. */
  function show(viewId, href) {
    const { id: shownId, within = shownId } = viewOf(viewId);
    for (const { id, link } of links) {
      link.href = href({ view: id });
      if (id === within) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    if (shown === viewId) return;
    shown = viewId;
    // On a phone the list scrolls; where one is stands in its middle.
    const here = links.find(({ id }) => id === viewId)?.link;
    if (here) list.scrollLeft = here.offsetLeft - list.offsetLeft - (list.clientWidth - here.offsetWidth) / 2;
  }

  return { show };
}
