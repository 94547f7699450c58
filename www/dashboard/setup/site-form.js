//! A shop's settings, as a form: of a new shop, or of one that is there. What is wrong stands at its field.

import { ApiError } from '../api.js';
import { element, setText } from '../dom.js';
import { wordsFor } from '../failures.js';
import { t } from '../words.js';

const ID_PATTERN = '[a-z0-9_\\-]{1,64}';

/** `save(values) → Promise`; a form of a `site` changes what may still change. */
export function createSiteForm({ site = null, save, after }) {
  const fields = {
    id: site ? null : text('id', { required: true, pattern: ID_PATTERN, autocapitalize: 'none', spellcheck: 'false', maxlength: '64' }),
    name: text('name', { required: true, maxlength: '80', value: site?.name ?? '' }),
    origins: lines('origins', site?.origins ?? []),
    currency: site ? null : choice('currency', Intl.supportedValuesOf('currency'), 'EUR'),
    time_zone: site ? null : choice('time_zone', zones(), Intl.DateTimeFormat().resolvedOptions().timeZone),
    prices_include_tax: tick('prices_include_tax', site?.prices_include_tax ?? true),
  };
  const shown = Object.values(fields).filter(Boolean);
  const button = element('button', { type: 'submit', class: 'button' }, site ? t('setup.save') : t('setup.add'));
  const outcome = element('p', { class: 'outcome', role: 'status' });
  const form = element('form', { class: 'site-form', novalidate: true, 'aria-label': site ? t('setup.settings') : t('setup.add_site') }, ...shown.map(({ node }) => node), element('div', {}, button), outcome);

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    shown.forEach((field) => field.complain(''));
    setText(outcome, '');
    const wrong = shown.find(({ control }) => !control.checkValidity());
    if (wrong) return wrong.complain(wrong.control.validationMessage);
    button.disabled = true;
    try {
      const values = Object.entries(fields).filter(([, field]) => field);
      const saved = await save(Object.fromEntries(values.map(([name, field]) => [name, field.value()])));
      setText(outcome, t('setup.saved'));
      await after?.(saved);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const field = fields[error.field];
      if (field) field.complain(error.detail);
      else setText(outcome, wordsFor(error).text);
    } finally {
      button.disabled = false;
    }
  });
  return form;
}

/** What every kind of field has: a label, a hint, and a place for what is wrong. */
function field(name, control, value) {
  const id = `site-${name}-${(counter += 1)}`;
  const hint = element('p', { id: `${id}-hint`, class: 'muted' }, t(`setup.hint_${name}`));
  const problem = element('p', { id: `${id}-problem`, class: 'problem' });
  control.id = id;
  control.setAttribute('aria-describedby', `${hint.id} ${problem.id}`);
  const label = element('label', { for: id }, t(`setup.field_${name}`));
  const isTick = control.type === 'checkbox';
  const node = element('div', { class: isTick ? 'field tick' : 'field' }, ...(isTick ? [control, label] : [label, control]), hint, problem);
  function complain(words) {
    setText(problem, words);
    if (!words) return control.removeAttribute('aria-invalid');
    control.setAttribute('aria-invalid', 'true');
    control.focus();
  }
  return { node, control, value, complain };
}

let counter = 0; // two forms may stand on one page

function text(name, attributes) {
  const control = element('input', { type: 'text', autocomplete: 'off', ...attributes });
  return field(name, control, () => control.value.trim());
}

function lines(name, values) {
  const control = element('textarea', { rows: '2', spellcheck: 'false', autocapitalize: 'none' }, values.join('\n'));
  return field(name, control, () => control.value.split(/\s+/).filter(Boolean));
}

function choice(name, values, chosen) {
  const control = element('select', {}, ...values.map((value) => element('option', { value, selected: value === chosen }, value)));
  return field(name, control, () => control.value);
}

function tick(name, isOn) {
  const control = element('input', { type: 'checkbox' });
  control.checked = isOn;
  return field(name, control, () => control.checked);
}

// Not among the supported ones in every browser, and a shop may well keep it.
const zones = () => [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
