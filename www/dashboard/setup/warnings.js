//! What looks wrong, in plain words, and what to do about it.

import { element } from '../dom.js';
import { moment } from '../format.js';
import { t } from '../words.js';

export function createWarnings({ content }) {
  const list = element('ul', { class: 'warnings', role: 'list' });
  const nothing = element('p', { class: 'nothing' }, t('setup.all_well'));
  content.append(list, nothing);

  function show({ warnings }) {
    list.replaceChildren(...warnings.map(row));
    nothing.hidden = warnings.length > 0;
  }

  return { show };
}

function row({ code, level, count: n, since_ms: since, example }) {
  const parts = [element('strong', {}, t(`setup.warn_${code}`, { n })), ' ', element('span', { class: 'muted' }, t('setup.since', { time: moment(since) }))];
  const words = [element('p', {}, ...parts)];
  if (code === 'events_refused') words.push(element('p', {}, t(`setup.why_${example}`)));
  else if (example && example !== code && code !== 'events_lost_in_browser') words.push(element('p', {}, t('setup.example', { example })));
  words.push(element('p', {}, t(`setup.do_${code}`)));
  return element('li', { 'data-level': level }, ...words);
}
