//! A table that is filled again and again without losing focus, scroll position or selection: rows are
//! kept and only their texts change.

import { element, setShare, setText } from './dom.js';

/**
 * `columns`: `{label, text: row => string, kind: 'name'|'text'|'number', share?: row => number}`. The share
 * (any positive scale) draws a quiet bar behind the cell, relative to the largest row. `fill(cell, row, ask)` puts more into
 * a cell than its text; `heading` is a node that stands for the label. `box` scrolls what does not fit.
 * `onRow(row)`: what a click on a row does, said by `rowAction` to those who hear its name's button.
 */
export function createTable(box, { id, columns, whenEmpty, onRow = null, rowAction = '' }) {
  const body = element('tbody');
  const table = element('table', { id });
  box.append(table);
  const headings = columns.map(({ label, kind, share, heading }) => element('th', { scope: 'col', class: share ? `${kind} share` : kind }, heading ?? label));
  table.append(element('thead', {}, element('tr', {}, ...headings)), body);
  const empty = element('p', { class: 'nothing', hidden: true }, whenEmpty);
  table.after(empty);
  makeScrollable(box);

  // One listener for all rows: they come and go.
  let shown = [];
  if (onRow) {
    table.classList.add('choosing');
    body.addEventListener('click', ({ target }) => {
      const row = target.closest('tr');
      if (row && getSelection().isCollapsed) onRow(shown[row.sectionRowIndex]);
    });
  }

  function show(rows, ask) {
    shown = rows;
    while (body.rows.length > rows.length) body.lastElementChild.remove();
    while (body.rows.length < rows.length) body.append(blankRow(columns, onRow !== null));
    const largest = columns.map(({ share }) => share && Math.max(0, ...rows.map(share)));
    rows.forEach((row, index) => {
      columns.forEach((column, at) => {
        const cell = body.rows[index].cells[at];
        if (column.fill) column.fill(cell, row, ask);
        else fill(cell, column.text(row), rowAction);
        // A long name is cut by the style sheet; the pointer shows all of it.
        if (column.kind !== 'number' && cell.title !== cell.textContent) cell.title = cell.textContent;
        if (column.share) setShare(cell, column.share(row) / largest[at]);
      });
    });
    table.hidden = rows.length === 0;
    empty.hidden = rows.length > 0;
  }

  return { show };
}

function fill(cell, text, rowAction) {
  const words = cell.querySelector('button') ?? cell;
  if (setText(words, text) && words !== cell) words.setAttribute('aria-label', `${text}: ${rowAction}`);
}

function blankRow(columns, isChosen) {
  // A td with a role, not a th: every cell of the body is found, and styled, the same way.
  const cells = columns.map(({ kind, share }) => {
    const button = isChosen && kind === 'name' ? [element('button', { type: 'button' })] : [];
    return element('td', { class: share ? `${kind} share` : kind, role: kind === 'name' ? 'rowheader' : null }, ...button);
  });
  return element('tr', {}, ...cells);
}

/** The keyboard must reach what overflows; a box that does not overflow need not be a stop on the way. */
function makeScrollable(box) {
  const observer = new ResizeObserver(() => {
    const overflows = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    if (overflows) box.tabIndex = 0;
    else box.removeAttribute('tabindex');
  });
  observer.observe(box);
  observer.observe(box.firstElementChild);
}
