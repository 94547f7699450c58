//! Which sessions are asked about: conditions that can be changed, taken away and added one by one, or all of it as text.

import * as api from './api.js';
import { byId, element, setText } from './dom.js';
import { createFilterEditor, dimensionWords, operatorWords } from './filter-editor.js';
import { alternativesOf, conditionsOf, filterOf } from './filter.js';
import { createSegmentMenu } from './segment-menu.js';
import { t } from './words.js';

/** `open(wish)` asks about others. */
export function createFilterBar(open) {
  const chips = element('ul', { class: 'chips', role: 'list', 'aria-label': t('filter.conditions') });
  const add = button('filter.add_condition', 'filter-add', () => edit(null));
  const asText = button('filter.as_text', 'filter-as-text', openText);
  const line = element('div', { class: 'filter-line' }, chips, add, asText);
  const host = byId('filter');
  host.setAttribute('aria-label', t('filter.title'));
  host.append(line);
  const menu = createSegmentMenu({ line, host }, open);
  const editor = createFilterEditor(host, { onCondition: replace, onCancel: () => add.focus() });
  const text = createFilterText(host, { onText: (filter) => open({ filter }), onCancel: () => asText.focus() });
  let asked = null;
  let edited = null; // the place of the condition that is changed; null for a new one

  function edit(place) {
    edited = place;
    text.close();
    const condition = place === null ? null : conditionsOf(asked.filter)[place];
    const [first, ...others] = condition === null ? [] : alternativesOf(condition);
    // What is more than one comparison is changed as text.
    if (others.length > 0 || typeof first === 'string') return openText();
    editor.open({ siteId: asked.siteId, today: asked.today }, first);
  }

  function openText() {
    editor.close();
    text.open(asked);
  }

  function replace(condition) {
    const conditions = conditionsOf(asked.filter);
    conditions.splice(edited ?? conditions.length, edited === null ? 0 : 1, condition);
    open({ filter: filterOf(conditions) });
    add.focus();
  }

  function removeCondition(place) {
    open({ filter: filterOf(conditionsOf(asked.filter).filter((_, index) => index !== place)) });
    add.focus();
  }

  function show(siteId, { filter, segment }, today) {
    asked = { siteId, filter, segment, today };
    const kept = segment ? [chip(t('filter.segment_is', { name: segment }), null, () => open({ segment: '' }))] : [];
    const conditions = conditionsOf(filter).map((condition, place) =>
      chip(wordsOf(condition), () => edit(place), () => removeCondition(place)),
    );
    const wanted = [...kept, ...conditions];
    // Whoever moves through them with the keyboard stays where they are while the shop sells.
    const words = (list) => list.map((each) => each.textContent).join('\n');
    if (words(wanted) !== words([...chips.children])) chips.replaceChildren(...wanted);
    chips.hidden = wanted.length === 0;
    menu.show(asked);
  }

  /** The server's word on a filter that came with the address. */
  function showProblem(error) {
    editor.close();
    text.open(asked, error);
  }

  return { show, showProblem, focus: () => edit(null) };
}

function chip(words, onEdit, onRemove) {
  const label = onEdit ? element('button', { type: 'button', class: 'chip-words' }, words) : element('span', { class: 'chip-words' }, words);
  const remove = element('button', { type: 'button', class: 'chip-remove', 'aria-label': t('filter.remove', { condition: words }) }, '×');
  if (onEdit) label.addEventListener('click', onEdit);
  remove.addEventListener('click', onRemove);
  return element('li', { class: 'chip', title: words }, label, remove);
}

function wordsOf(condition) {
  const parts = alternativesOf(condition).map((each) => {
    if (typeof each === 'string') return each;
    const value = each.value === '' ? t('filter.nothing') : each.value;
    return `${nameOf(each.dimension)} ${operatorWords(each.operator, each.dimension)} ${value}`;
  });
  return parts.join(` ${t('filter.or')} `);
}

/** A filter in an address may name what there is not; the server says so. */
function nameOf(dimension) {
  try {
    return dimensionWords(dimension);
  } catch {
    return dimension;
  }
}

/** The whole filter as its text. The server reads it before it is asked with, and says where it is wrong. */
function createFilterText(host, { onText, onCancel }) {
  const input = element('input', { id: 'filter-text', spellcheck: 'false', autocomplete: 'off', maxlength: '2000', 'aria-describedby': 'filter-problem' });
  const problem = element('p', { id: 'filter-problem', class: 'problem', role: 'alert' });
  const cancel = button('filter.cancel', null, () => close() || onCancel(), 'quiet');
  const form = element(
    'form',
    { class: 'filter-editor', hidden: true },
    element('label', { for: input.id, class: 'filter-whole' }, element('span', {}, t('filter.text')), input),
    element('button', { class: 'button' }, t('filter.apply')),
    cancel,
    problem,
  );
  host.append(form);
  let asked = null;
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    close();
    onCancel();
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const filter = input.value.trim();
    try {
      // Any report reads the filter first; this one costs least.
      await api.report('values', asked.siteId, { from: asked.today, to: asked.today, limit: '1', filter });
    } catch (error) {
      if (error.kind === 'refused') return showProblem(error);
    }
    close();
    onText(filter);
  });

  function open(now, error) {
    asked = now;
    input.value = now.filter;
    form.hidden = false;
    setText(problem, '');
    input.removeAttribute('aria-invalid');
    if (error) showProblem(error);
    else input.focus();
  }

  function showProblem({ detail }) {
    setText(problem, detail);
    input.setAttribute('aria-invalid', 'true');
    const at = Number(/^character (\d+)/.exec(detail)?.[1]);
    input.focus();
    if (at) input.setSelectionRange(...unitsAt(input.value, at));
  }

  function close() {
    form.hidden = true;
  }

  return { open, close };
}

/** From the place of a character, the first being 1, to that of its UTF-16 units. */
function unitsAt(text, at) {
  const characters = [...text];
  const start = characters.slice(0, at - 1).join('').length;
  return [start, start + (characters[at - 1]?.length ?? 0)];
}

function button(words, id, onClick, kind = 'chip-button') {
  const node = element('button', { type: 'button', id, class: kind }, t(words));
  node.addEventListener('click', onClick);
  return node;
}
