//! A link to another view of the page: a real one, with an address, that does not load the page again.

import { element, setText } from './dom.js';

/** `show(cell, text, wish)` puts the link into a cell, or changes the one that is there. */
export function createLinks({ open, href }) {
  const wishes = new WeakMap();

  function show(cell, text, wish) {
    let link = cell.firstElementChild;
    if (!link) {
      link = element('a', {});
      link.addEventListener('click', (event) => follow(event, wishes.get(link)));
      cell.replaceChildren(link);
    }
    setText(link, text);
    wishes.set(link, wish);
    link.href = href(wish);
  }

  function follow(event, wish) {
    // Whoever wants another tab gets one from the browser.
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(wish);
  }

  return { show };
}

/** The pointer may take all of a row; the keyboard has its link. */
export function followRows(table) {
  table.addEventListener('click', ({ target }) => {
    if (target.closest('a, button, th') || !getSelection().isCollapsed) return;
    target.closest('tr')?.querySelector('a')?.click();
  });
}
