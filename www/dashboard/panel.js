//! A card of the page and its three conditions: waiting (skeleton), filled, failed (words and a retry).
//! The style sheet shows the parts that fit `data-panel`.

import { element, setText } from './dom.js';
import { t } from './words.js';

export function createPanel(section) {
  const words = element('p');
  const button = element('button', { type: 'button' }, t('frame.try_again'));
  const failure = element('div', { class: 'panel-failure', role: 'alert', hidden: true }, words, button);
  section.append(failure);
  let retry = () => {};
  button.addEventListener('click', () => retry());

  function become(condition) {
    section.dataset.panel = condition;
    section.setAttribute('aria-busy', String(condition === 'waiting'));
    failure.hidden = condition !== 'failed';
  }

  return {
    waiting: () => become('waiting'),
    /** Asked again: what is shown stays until the answer, except a failure. */
    asking: () => become(section.dataset.panel === 'failed' ? 'waiting' : section.dataset.panel),
    filled: () => become('filled'),
    isFilled: () => section.dataset.panel === 'filled',
    failed(text, onRetry) {
      setText(words, text);
      retry = onRetry;
      become('failed');
    },
  };
}
