//! A card with a list of what one manages: each line with a button that ends it, and a form that adds one.

import { element, setText } from './dom.js';
import { wordsFor } from './failures.js';
import { t } from './words.js';

// Long enough to read the question, short enough that nobody ends something by an old click.
const SURE_MS = 5000;

/**
 * `line(row)` → `{name, facts: [text], mark?}`; `remove(row)` ends one, and null where nothing can be ended;
 * `removeWords`: what its button says. `whenEmpty`: what an empty list says.
 */
export function createManaged(card, { line, remove, removeWords, whenEmpty, canRemove = () => true, onRemoved }) {
  const list = element('ul', { class: 'managed', role: 'list' });
  const none = element('p', { class: 'nothing', hidden: true }, whenEmpty);
  const problem = element('p', { class: 'problem', role: 'alert' });
  card.content.append(list, none, problem);

  function show(rows) {
    none.hidden = rows.length > 0;
    list.replaceChildren(...rows.map(rowLine));
    card.panel.filled();
  }

  function rowLine(row) {
    const { name, facts, mark } = line(row);
    const words = element('span', { class: 'muted' }, facts.filter(Boolean).join(' · '));
    const marked = mark ? [' ', element('span', { class: 'mark' }, mark)] : [];
    const text = element('div', {}, element('strong', {}, name), ...marked, ' ', words);
    return element('li', {}, text, ...(remove && canRemove(row) ? [removeButton(row, name)] : []));
  }

  // Asked in its own place: a dialog would be one more thing to find and to leave.
  function removeButton(row, name) {
    const button = element('button', { type: 'button', class: 'chip-button', 'aria-label': `${removeWords}: ${name}` }, removeWords);
    let sureUntil = 0;
    button.addEventListener('click', async ({ timeStamp }) => {
      if (timeStamp > sureUntil) {
        sureUntil = timeStamp + SURE_MS;
        setText(button, t('people.sure'));
        button.setAttribute('aria-label', `${t('people.sure')} ${removeWords}: ${name}`);
        setTimeout(() => setText(button, removeWords), SURE_MS);
        return;
      }
      setText(problem, '');
      try {
        await remove(row);
        await onRemoved(row);
      } catch (error) {
        const { title, text } = wordsFor(error);
        setText(problem, `${title}. ${text}`);
      }
    });
    return button;
  }

  return { show };
}
