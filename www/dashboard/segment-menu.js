//! Filters that the site keeps under a name: to be used, compared, kept and forgotten.

import * as api from './api.js';
import { element, setText } from './dom.js';
import { wordsFor } from './failures.js';
import { t } from './words.js';

/** A button in the line, and what it opens below. */
export function createSegmentMenu({ line, host }, open) {
  const toggle = element('button', { type: 'button', id: 'segments', class: 'chip-button', 'aria-expanded': 'false', 'aria-controls': 'segment-menu' }, t('filter.segments'));
  const list = element('ul', { class: 'segment-list', role: 'list' });
  const none = element('p', { class: 'muted', hidden: true }, t('filter.no_segments'));
  const name = element('input', { id: 'segment-name', maxlength: '80', required: true, autocomplete: 'off' });
  const problem = element('p', { class: 'problem', role: 'alert' });
  const keeping = element(
    'form',
    { class: 'filter-editor' },
    element('label', { for: name.id }, element('span', {}, t('filter.keep_as')), name),
    element('button', { class: 'button' }, t('filter.keep')),
  );
  const box = element('div', { id: 'segment-menu', class: 'segment-menu', hidden: true }, list, none, keeping, problem);
  line.append(toggle);
  host.append(box);
  let asked = null;

  toggle.addEventListener('click', () => setOpen(box.hidden));
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    setOpen(false);
    toggle.focus();
  });
  keeping.addEventListener('submit', (event) => {
    event.preventDefault();
    const kept = name.value.trim();
    change(() => api.saveSegment(asked.siteId, kept, asked.filter), () => {
      name.value = '';
      leave({ segment: kept, filter: '' });
    });
  });

  function setOpen(isOpen) {
    box.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
    setText(problem, '');
    if (isOpen) change(() => api.segments(asked.siteId), showSegments);
  }

  function leave(wish) {
    setOpen(false);
    open(wish);
    toggle.focus();
  }

  async function change(ask, then) {
    try {
      then(await ask());
      setText(problem, '');
    } catch (error) {
      const { title, text } = wordsFor(error);
      setText(problem, `${title}. ${text}`);
    }
  }

  function showSegments(segments) {
    none.hidden = segments.length > 0;
    list.replaceChildren(...segments.map(segmentLine));
  }

  function segmentLine({ name: kept, filter }) {
    const use = action('filter.use', kept, () => leave({ segment: kept, filter: '' }));
    setText(use, kept);
    const compare = action('filter.compare', kept, () => leave({ view: 'compare', params: { with: kept } }));
    const forget = action('filter.forget', kept, () =>
      change(
        () => api.forgetSegment(asked.siteId, kept),
        () => {
          if (asked.segment === kept) open({ segment: '' });
          setOpen(true);
        },
      ),
    );
    return element('li', {}, use, element('code', { class: 'muted' }, filter), compare, forget);
  }

  function action(words, kept, onClick) {
    const node = element('button', { type: 'button', class: 'chip-button', 'aria-label': `${t(words)}: ${kept}` }, t(words));
    node.addEventListener('click', onClick);
    return node;
  }

  function show(now) {
    const isOtherSite = asked?.siteId !== now.siteId;
    asked = now;
    keeping.hidden = now.filter === '';
    if (isOtherSite) setOpen(false);
  }

  return { show };
}
