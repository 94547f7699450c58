//! Text to be copied: a tag, a line of a policy, a piece of somebody's theme.

import { createCopyButton } from './copy-button.js';
import { element, setText } from './dom.js';

/** `{ node, show(text) }`; `label` says what it is to whoever cannot see it. */
export function createSnippet(label, text = '') {
  const code = element('code', { tabindex: '0', 'aria-label': label }, text);
  const node = element('div', { class: 'snippet' }, element('pre', {}, code), createCopyButton(code));
  return { node, show: (newText) => setText(code, newText) };
}
