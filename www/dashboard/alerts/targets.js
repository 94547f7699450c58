//! Where summaries and alerts go: addresses of mail, and webhooks with a secret that is shown once.

import { ApiError } from '../api.js';
import { element, setText } from '../dom.js';
import { createSnippet } from '../snippet.js';
import { t } from '../words.js';

/** `add(change)`, `test(id)`, `forget(id)` ask the server, and `failed(error)` is told when one could not. */
export function createTargets({ content }, { add, test, forget, failed }) {
  const list = element('ul', { class: 'targets', role: 'list' });
  const none = element('p', { class: 'nothing' }, t('alerts.no_targets'));
  const noMail = element('p', { class: 'remark warning', hidden: true }, t('alerts.no_mail'));
  const secret = element('div', { class: 'secret', role: 'status' });
  const mail = createForm('mail', 'email', (address) => add({ mail: { address } }));
  const webhook = createForm('webhook', 'url', async (url) => showSecret(await add({ webhook: { url } })));
  content.append(noMail, list, none, mail, webhook, secret);

  function showSecret({ secret: text }) {
    const snippet = createSnippet(t('alerts.secret'), text);
    secret.replaceChildren(element('p', {}, element('strong', {}, t('alerts.secret'))), element('p', {}, t('alerts.secret_once')), snippet.node);
  }

  function show({ targets, has_mail: hasMail }) {
    noMail.hidden = hasMail || !targets.some(({ kind }) => kind === 'mail');
    none.hidden = targets.length > 0;
    list.replaceChildren(...targets.map(line));
  }

  function line({ id, kind, address }) {
    const name = element('span', { class: 'address' }, element('strong', {}, t(`alerts.kind_${kind}`)), ' ', address);
    const testing = button(t('alerts.test'), address, () => test(id));
    return element('li', {}, name, testing, button(t('alerts.forget'), address, () => forget(id)));
  }

  /** One of several that say the same: whoever hears only this one hears of what it is. */
  function button(label, of, action) {
    const node = element('button', { type: 'button', class: 'button', 'aria-label': `${label}: ${of}` }, label);
    node.addEventListener('click', async () => {
      node.disabled = true;
      await action().catch(failed);
      node.disabled = false;
    });
    return node;
  }

  return { show, clear: () => secret.replaceChildren() };
}

function createForm(kind, type, save) {
  const id = `alerts-${kind}`;
  const problem = element('p', { id: `${id}-problem`, class: 'problem' });
  const input = element('input', { type, id, required: true, autocomplete: 'off', 'aria-describedby': problem.id });
  const button = element('button', { type: 'submit', class: 'button' }, t('alerts.add'));
  const label = element('label', { for: id }, t(`alerts.add_${kind}`));
  const form = element('form', { novalidate: true, class: 'field' }, label, element('div', { class: 'with-button' }, input, button), problem);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (!input.checkValidity()) return complain(input.validationMessage);
    complain('');
    button.disabled = true;
    try {
      await save(input.value.trim());
      input.value = '';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      complain(error.detail || t('alerts.failed'));
    } finally {
      button.disabled = false;
    }
  });
  function complain(words) {
    setText(problem, words);
    if (words) input.setAttribute('aria-invalid', 'true');
    else input.removeAttribute('aria-invalid');
  }
  return form;
}
