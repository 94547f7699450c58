//! Copies the text of an element.

import { element, setText } from './dom.js';
import { t } from './words.js';

const THANKS_MS = 2000;

export function createCopyButton(source) {
  const button = element('button', { type: 'button', class: 'button', 'aria-live': 'polite' }, t('frame.copy'));
  let restoring = null;
  button.addEventListener('click', async () => {
    setText(button, (await copy(source)) ? t('frame.copied') : t('frame.press_copy'));
    clearTimeout(restoring);
    restoring = setTimeout(() => setText(button, t('frame.copy')), THANKS_MS);
  });
  return button;
}

async function copy(source) {
  try {
    await navigator.clipboard.writeText(source.textContent);
    return true;
  } catch {
    // No clipboard on plain http, except on loopback: leave the text selected, which is half the way.
    getSelection().selectAllChildren(source);
    return document.execCommand('copy');
  }
}
