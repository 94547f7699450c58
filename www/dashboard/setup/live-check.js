//! Whether the shop is heard: the first event, where from, in which dialects, how far on the way to an order.

import { element, setText } from '../dom.js';
import { count, moment } from '../format.js';
import { phrase, t } from '../words.js';

export function createLiveCheck({ content }) {
  // Said aloud once, when it changes.
  const verdict = element('p', { class: 'verdict', role: 'status' });
  const since = element('p', { class: 'muted' });
  const steps = element('ol', { class: 'steps', role: 'list' });
  const dialects = listOf('dialects');
  const origins = listOf('origins');
  content.append(verdict, since, element('h3', {}, t('setup.steps')), steps, dialects.node, origins.node);

  function show({ heard, site }) {
    const isHeard = heard.first_at_ms !== null;
    verdict.dataset.heard = String(isHeard);
    setText(verdict, isHeard ? t('setup.we_hear') : t('setup.waiting', { site: site.name }));
    setText(since, isHeard ? t('setup.heard_since', { n: heard.events, first: moment(heard.first_at_ms), last: moment(heard.last_at_ms) }) : t('setup.not_yet'));
    steps.replaceChildren(...heard.steps.map(step));
    dialects.show(heard.dialects.map((row) => said(t(`setup.dialect_${row.id}`), row)));
    origins.show(heard.origins.map((row) => said(row.id, row)));
  }

  return { show };
}

function step({ id, count: times, last_at_ms: lastAt }) {
  const isSeen = times > 0;
  const state = isSeen ? t('setup.seen', { n: times, last: moment(lastAt) }) : t('setup.not_seen');
  return element('li', { 'data-seen': String(isSeen) }, element('strong', {}, t(`setup.step_${id}`)), ' ', element('span', { class: 'muted' }, state));
}

function said(name, { count: times, last_at_ms: lastAt }) {
  return element('li', {}, ...phrase('setup.said', { name: element('strong', {}, name), times: count(times), last: moment(lastAt) }));
}

function listOf(kind) {
  const list = element('ul', { class: 'heard', role: 'list' });
  const node = element('div', { hidden: true }, element('h3', {}, t(`setup.${kind}`)), list);
  return {
    node,
    show(rows) {
      node.hidden = rows.length === 0;
      list.replaceChildren(...rows);
    },
  };
}
