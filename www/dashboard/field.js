//! A labelled field of a form, with room for what is wrong with it.

import { element, setText } from './dom.js';

/** `{ node, name, value(), clear(), showProblem(words) }`. `name` is what the server calls it: the id, without what tells it from others. */
export function createField(id, label, attributes, hint = '') {
  const input = element('input', { id, name: id, ...attributes, 'aria-describedby': `${id}-hint ${id}-problem` });
  return createLabelled(id, label, input, hint);
}

/** `options`: `[[value, words]]`. */
export function createChoice(id, label, options, hint = '') {
  const choices = options.map(([value, words]) => element('option', { value }, words));
  return createLabelled(id, label, element('select', { id, 'aria-describedby': `${id}-hint ${id}-problem` }, ...choices), hint);
}

function createLabelled(id, label, input, hint) {
  const problem = element('span', { id: `${id}-problem`, class: 'problem', role: 'alert' });
  const node = element(
    'div',
    { class: 'field' },
    element('label', { for: id }, label),
    input,
    element('span', { id: `${id}-hint`, class: 'muted' }, hint),
    problem,
  );
  return {
    node,
    name: id.split('-').at(-1),
    value: () => input.value,
    clear() {
      if (input.tagName === 'INPUT') input.value = '';
    },
    showProblem(words) {
      setText(problem, words);
      if (words) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    },
  };
}
