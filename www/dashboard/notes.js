//! Notes on days: read, written and taken away under the chart in which they are marked.

import * as api from './api.js';
import { element, setText } from './dom.js';
import { wordsFor } from './failures.js';
import { shortDay } from './format.js';
import { t } from './words.js';

const MAX_CHARS = '200';

/** In a card's content. `onChange()` is called when another note is there, or one less. */
export function createNotes(content, onChange) {
  const list = element('ul', { class: 'notes', role: 'list', 'aria-label': t('notes.title') });
  const day = element('input', { id: 'note-day', type: 'date', required: true });
  const text = element('input', { id: 'note-text', type: 'text', required: true, maxlength: MAX_CHARS, autocomplete: 'off' });
  const form = element(
    'form',
    { class: 'note-form' },
    element('label', { for: day.id }, t('notes.day')),
    day,
    element('label', { for: text.id }, t('notes.text')),
    text,
    element('button', { class: 'button' }, t('notes.keep')),
  );
  const words = element('p', { class: 'note-words muted', role: 'status' });
  const details = element('details', { id: 'write-note' }, element('summary', {}, t('notes.write')), form);
  content.append(list, details, words);
  let siteId = null;

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    change(() => api.addNote(siteId, { day: day.value, text: text.value }), () => {
      text.value = '';
      details.open = false;
      setText(words, t('notes.kept'));
    });
  });

  async function change(work, done) {
    try {
      await work();
      done();
    } catch (error) {
      const { title, text: reason } = wordsFor(error);
      return setText(words, error.kind === 'refused' ? reason : title);
    }
    onChange();
  }

  function show(notes, { site, to, today }) {
    siteId = site.id;
    day.max = to > today ? to : today;
    if (document.activeElement !== day) day.value = to < today ? to : today;
    const mayWrite = api.mayAnnotate(site);
    details.hidden = !mayWrite;
    const deletion = ({ id }) => mayWrite && (() => change(() => api.deleteNote(siteId, id), () => setText(words, t('notes.gone'))));
    list.replaceChildren(...notes.map((note) => line(note, deletion(note))));
    list.hidden = notes.length === 0;
  }

  return { show, fail: (error) => setText(words, wordsFor(error).title) };
}

/** `onDelete` false: whoever reads it may not. */
function line({ date, text, author }, onDelete) {
  const by = author ? element('span', { class: 'muted' }, t('notes.by', { author })) : '';
  const words = [element('strong', {}, shortDay(date)), ' ', text, ' ', by];
  if (!onDelete) return element('li', {}, ...words);
  const label = t('notes.delete', { day: shortDay(date), text });
  const away = element('button', { type: 'button', class: 'away', 'aria-label': label, title: label }, '×');
  away.addEventListener('click', onDelete);
  return element('li', {}, ...words, ' ', away);
}
