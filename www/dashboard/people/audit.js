//! Who did what, newest first, a page at a time.

import { element, setText } from '../dom.js';
import { moment } from '../format.js';
import { t } from '../words.js';

// Every word of the server's log that there are words for; one that is newer than this page is shown as it is.
const KNOWN = [
  'sign_in', 'sign_in_failed', 'sign_in_ended', 'password_set', 'link_made', 'role_given', 'role_taken', 'key_made',
  'key_revoked', 'share_made', 'share_revoked', 'site_added', 'site_set', 'alerts_set',
];

export function createAudit(root, { api, card }) {
  const within = card(root, { id: 'audit', title: t('people.audit') });
  const list = element('ul', { class: 'managed', role: 'list' });
  const more = element('button', { type: 'button', class: 'button', hidden: true }, t('people.older'));
  within.content.append(list, more);
  let next = null;
  more.addEventListener('click', async () => {
    more.disabled = true;
    try {
      await add(next);
    } finally {
      more.disabled = false;
    }
  });

  async function add(after, signal) {
    const page = await api.audit(after, signal);
    const lines = page.rows.map(line);
    if (after) list.append(...lines);
    else list.replaceChildren(...lines);
    next = page.next;
    more.hidden = next === null;
    within.panel.filled();
  }

  function line({ at_ms, actor, email, action, site, subject, detail }) {
    const who = email ?? t(actor === 'operator' ? 'people.operator' : 'people.nobody');
    const what = KNOWN.includes(action) ? t(`people.did_${action}`) : action;
    const rest = [subject !== email && subject, site, detail].filter(Boolean).join(' · ');
    const facts = element('span', { class: 'muted' });
    setText(facts, rest);
    const time = element('time', { class: 'muted', datetime: new Date(at_ms).toISOString() }, moment(at_ms));
    return element('li', {}, element('div', {}, element('strong', {}, who), ' ', what, ' ', facts), time);
  }

  return { load: (signal) => add(null, signal), section: within.section };
}
