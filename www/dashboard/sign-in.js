//! The ways in: e-mail address and password, or a link that works once. A form of ours is only ever sent by script, as
//! JSON; `method="post"` keeps a password out of the address should the script not come.

import * as api from './api.js';
import { element, setText } from './dom.js';
import { wordsFor } from './failures.js';
import { createField } from './field.js';
import { t } from './words.js';

const MIN_PASSWORD_CHARS = 12; // as the server has it

/** `then()` once signed in; `isOver`: whoever comes has followed a link that shares nothing any more. */
export function signInForm(then, isOver = false) {
  const email = createField('email', t('sign_in.email'), { type: 'email', autocomplete: 'username', required: true });
  const password = createField('password', t('sign_in.password'), { type: 'password', autocomplete: 'current-password', required: true });
  const form = createForm([email, password], t('frame.sign_in'), async () => {
    await api.signIn(email.value(), password.value());
    then();
  });
  return [
    element('h2', {}, t('frame.sign_in')),
    ...(isOver ? [element('p', { class: 'remark warning' }, t('sign_in.share_over'))] : []),
    form,
    element('p', { class: 'aside' }, t('sign_in.no_password'), ' ', element('code', {}, 'footfall user add you@example.com')),
  ];
}

/** What a one-time link opens; the form of everybody else when it opens nothing any more. */
export async function linkForm(token, then) {
  let link;
  try {
    link = await api.link(token);
  } catch (error) {
    if (error.kind !== 'missing') throw error;
    return [element('p', { class: 'remark warning' }, t('sign_in.link_over')), ...signInForm(then)];
  }
  const isFirst = link.email === null;
  const email = createField('email', t('sign_in.email'), {
    type: 'email',
    autocomplete: 'username',
    required: true,
    readonly: !isFirst,
    value: link.email,
  });
  const password = createPasswordField('new-password', t(link.has_password ? 'sign_in.new_password' : 'sign_in.choose_password'));
  const form = createForm([email, password], t('sign_in.enter'), async () => {
    await api.useLink(token, { ...(isFirst && { email: email.value() }), password: password.value() });
    then();
  });
  return [
    element('h2', {}, t(isFirst ? 'sign_in.first' : 'sign_in.welcome')),
    element('p', {}, t(isFirst ? 'sign_in.first_text' : 'sign_in.welcome_text')),
    form,
  ];
}

export function createPasswordField(id, label) {
  const attributes = { type: 'password', autocomplete: 'new-password', required: true, minlength: String(MIN_PASSWORD_CHARS) };
  return createField(id, label, attributes, t('sign_in.password_rule', { n: MIN_PASSWORD_CHARS }));
}

/** `send()` throws what the server says; it is told beside the field that it is about, or below the form. */
export function createForm(fields, label, send) {
  const problem = element('p', { class: 'problem', role: 'alert' });
  const button = element('button', { class: 'button primary' }, label);
  const form = element('form', { class: 'fields', method: 'post' }, ...fields.map(({ node }) => node), button, problem);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    for (const field of fields) field.showProblem('');
    setText(problem, '');
    button.disabled = true;
    try {
      await send();
    } catch (error) {
      const field = fields.find(({ name }) => name === error.field);
      if (field) field.showProblem(error.detail);
      else setText(problem, words(error));
    } finally {
      button.disabled = false;
    }
  });
  return form;
}

function words(error) {
  if (error.kind === 'signed-out') return t('sign_in.wrong');
  if (error.status === 429) return t('sign_in.too_many');
  const { title, text } = wordsFor(error);
  return `${title}. ${text}`;
}
