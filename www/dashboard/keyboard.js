//! The keyboard map. Single letters, and only while nobody types: a reader who speaks to the page or uses a screen reader
//! loses none, as all of it can be reached otherwise, too.

import { element } from './dom.js';
import { VIEWS } from './views/index.js';
import { t } from './words.js';

// After `g` a view's letter must come soon.
const CHORD_MS = 1500;

/** `does` are `{ open, filter, period(steps), theme }`. */
export function createKeyboard(does) {
  const keys = [
    ['?', t('frame.key_help'), help],
    ['/', t('frame.key_filter'), does.filter],
    ['[', t('frame.key_back'), () => does.period(-1)],
    [']', t('frame.key_forward'), () => does.period(1)],
    ['d', t('frame.key_theme'), does.theme],
  ];
  let chordUntilMs = 0;

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest('input, select, textarea, dialog, [contenteditable]')) return;
    const view = event.timeStamp < chordUntilMs && VIEWS.find(({ key }) => key === event.key);
    chordUntilMs = event.key === 'g' ? event.timeStamp + CHORD_MS : 0;
    const known = keys.find(([key]) => key === event.key);
    if (!view && !known) return;
    event.preventDefault(); // Firefox searches the page at "/"
    if (view) does.open({ view: view.id });
    else known[2]();
  });

  function help() {
    const rows = [
      ...keys.map(([key, words]) => [[key], words]),
      ...VIEWS.filter(({ key }) => key).map(({ id, key }) => [['g', key], t(`${id}.title`)]),
    ];
    const list = rows.flatMap(([pressed, words]) => [
      element('dt', {}, ...pressed.flatMap((key) => [element('kbd', {}, key), ' '])),
      element('dd', {}, words),
    ]);
    const close = element('button', { type: 'button', class: 'button', 'aria-label': t('explain.close') }, '×');
    const title = element('h2', { id: 'keys-title' }, t('frame.keys'));
    const dialog = element('dialog', { class: 'dialog keys', 'aria-labelledby': title.id }, element('header', {}, title, close), element('dl', {}, ...list));
    close.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  return { help };
}
