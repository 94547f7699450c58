//! What only an owner manages: the people of a site, its keys, and links that share it.

import { createCopyButton } from '../copy-button.js';
import { element, setText } from '../dom.js';
import { createChoice, createField } from '../field.js';
import { moment } from '../format.js';
import { createManaged } from '../managed.js';
import { createForm } from '../sign-in.js';
import { t } from '../words.js';

const ROLES = ['viewer', 'analyst', 'owner'];
const SCOPES = ['read', 'ingest', 'admin'];
const madeBy = ({ made_by, created_at_ms }) =>
  t('people.made', { who: made_by ?? t('people.operator'), time: moment(created_at_ms) });

export const KINDS = {
  people: () => ({
    title: t('people.people'),
    fields: [
      createField('person-email', t('sign_in.email'), { type: 'email', required: true, autocomplete: 'off' }),
      createChoice('person-role', t('people.role'), ROLES.map((id) => [id, t(`people.role_${id}`)])),
    ],
    add: t('people.invite'),
    asked: ([email, role]) => ({ email, role }),
    secret: ({ link }) => link && [t('people.pass_on'), link],
    line: ({ email, role, is_everywhere, is_settled, used_at_ms }) => ({
      name: email,
      mark: role && t(`people.is_${role}`),
      facts: [
        is_everywhere && t('people.everywhere'),
        !is_settled && t('people.waiting'),
        used_at_ms && t('people.used', { time: moment(used_at_ms) }),
      ],
    }),
    canRemove: ({ is_everywhere, is_me }) => !is_everywhere && !is_me,
    remove: t('people.remove'),
    whenEmpty: '',
  }),
  keys: () => ({
    title: t('people.keys'),
    fields: [
      createField('key-name', t('people.key_name'), { required: true, maxlength: '80', autocomplete: 'off' }),
      createChoice('key-scope', t('people.scope'), SCOPES.map((id) => [id, t(`people.scope_${id}`)])),
    ],
    add: t('people.make_key'),
    asked: ([name, scope]) => ({ name, scope }),
    secret: ({ key }) => [t('people.key_once'), key],
    line: (row) => ({
      name: row.name || `#${row.id}`,
      mark: t(`people.scope_${row.scope}`),
      facts: [madeBy(row), row.used_on ? t('people.used', { time: row.used_on }) : t('people.unused')],
    }),
    remove: t('people.revoke'),
    whenEmpty: t('people.no_keys'),
  }),
  shares: () => ({
    title: t('people.shares'),
    about: t('people.shares_text'),
    fields: [
      createField('share-name', t('people.share_name'), { required: true, maxlength: '80', autocomplete: 'off' }),
      createField('share-filter', t('people.share_filter'), { maxlength: '2000', autocomplete: 'off' }, t('people.share_filter_hint')),
      createField('share-days', t('people.share_days'), { type: 'number', min: '1', max: '3660' }, t('people.share_days_hint')),
    ],
    add: t('people.make_share'),
    asked: ([name, filter, days]) => ({ name, filter, days: days ? Number(days) : null }),
    secret: ({ link }) => [t('people.share_once'), link],
    line: (row) => ({
      name: row.name,
      facts: [row.filter, madeBy(row), row.expires_at_ms && t('people.until', { time: moment(row.expires_at_ms) })],
    }),
    remove: t('people.revoke'),
    whenEmpty: t('people.no_shares'),
  }),
};

/** One of them, in a card. */
export function createOwned(root, kind, { api, card }, onChange) {
  const { title, about, fields, add, asked, secret, line, canRemove, remove, whenEmpty } = KINDS[kind]();
  const within = card(root, { id: kind, title });
  if (about) within.content.append(element('p', { class: 'muted' }, about));
  let siteId = null;
  const list = createManaged(within, {
    line,
    canRemove,
    remove: ({ id }) => api.removeManaged(siteId, kind, id),
    removeWords: remove,
    whenEmpty,
    onRemoved: () => onChange(),
  });
  const shown = element('div', { class: 'once', role: 'status' });
  const form = createForm(fields, add, async () => {
    const made = await api.addManaged(siteId, kind, asked(fields.map((field) => field.value())));
    for (const field of fields) field.clear();
    shown.replaceChildren(...onceShown(secret(made)));
    await onChange();
  });
  within.content.append(form, shown);

  async function load(site, signal) {
    if (siteId !== site.id) forget();
    siteId = site.id;
    list.show(await api.managed(siteId, kind, signal));
  }

  // A secret of one site must not stand under the name of another.
  function forget() {
    shown.replaceChildren();
  }

  return { load, section: within.section, forget };
}

function onceShown(secret) {
  if (!secret) return [element('p', {}, t('people.known'))];
  const [words, text] = secret;
  const box = element('code', { tabindex: '0' });
  setText(box, text);
  return [element('p', {}, words), element('div', { class: 'snippet' }, box, createCopyButton(box))];
}
