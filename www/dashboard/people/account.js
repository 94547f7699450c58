//! One's own account: the password, and where one is signed in.

import { moment } from '../format.js';
import { createField } from '../field.js';
import { createManaged } from '../managed.js';
import { createForm, createPasswordField } from '../sign-in.js';
import { setText, element } from '../dom.js';
import { t } from '../words.js';

export function createAccount(root, { api, card, reload }) {
  const password = card(root, { id: 'password', title: t('people.my_password') });
  const whose = element('p', { class: 'muted' });
  const done = element('p', { role: 'status' });
  const current = createField('my-current', t('people.current'), { type: 'password', autocomplete: 'current-password' });
  const next = createPasswordField('my-password', t('sign_in.new_password'));
  const form = createForm([current, next], t('people.change_password'), async () => {
    await api.changePassword(current.value() || null, next.value());
    for (const field of [current, next]) field.clear();
    setText(done, t('people.password_changed'));
    await load();
  });
  password.content.append(whose, form, done);

  const sessions = card(root, { id: 'sessions', title: t('people.my_sessions') });
  const list = createManaged(sessions, {
    line: ({ browser, created_at_ms, used_at_ms, is_this }) => ({
      name: browser || t('people.some_browser'),
      mark: is_this && t('people.this_one'),
      facts: [t('people.since', { time: moment(created_at_ms) }), t('people.used', { time: moment(used_at_ms) })],
    }),
    remove: ({ id }) => api.endSession(id),
    removeWords: t('people.end'),
    whenEmpty: '',
    onRemoved: ({ is_this }) => (is_this ? reload() : load()),
  });

  async function load(signal) {
    const [{ person }, rows] = await Promise.all([api.me(signal), api.mySessions(signal)]);
    setText(whose, person.email);
    current.node.hidden = !person.has_password;
    password.panel.filled();
    list.show(rows);
  }

  return { load };
}
