//! One condition in the making: dimension, operator, value, with what the shop knows of each.

import * as api from './api.js';
import { element } from './dom.js';
import { DID, conditionOf, operatorsOf } from './filter.js';
import { addDays } from './periods.js';
import { t } from './words.js';

const OPERATOR_WORDS = {
  '==': 'is',
  '!=': 'is_not',
  '=@': 'contains',
  '!@': 'contains_not',
  '=^': 'begins',
  '=$': 'ends',
  '<': 'less',
  '<=': 'at_most',
  '>': 'more',
  '>=': 'at_least',
};
const OFFERED_VALUES = '20';
const OFFERED_OF_DAYS = 90;
// Between two letters of somebody who types.
const TYPING_MS = 150;

const DID_WORDS = { '==': 'did', '!=': 'did_not' };

export function operatorWords(operator, dimension) {
  return t(`filter.${(dimension === DID ? DID_WORDS : OPERATOR_WORDS)[operator]}`);
}

export const dimensionWords = (id) => t(`filter.dimension_${id}`);

/** `onCondition(text)` when one is finished, `onCancel()` when none will be. */
export function createFilterEditor(host, { onCondition, onCancel }) {
  const labelled = (id, name, field) => element('label', { for: id }, element('span', {}, t(`filter.${name}`)), field);
  const dimension = element('select', { id: 'filter-dimension' });
  const operator = element('select', { id: 'filter-operator' });
  const valueBox = element('div', { class: 'filter-value' });
  const offers = element('datalist', { id: 'filter-offers' });
  const form = element(
    'form',
    { class: 'filter-editor', hidden: true },
    labelled(dimension.id, 'dimension', dimension),
    labelled(operator.id, 'operator', operator),
    valueBox,
    offers,
    element('button', { class: 'button' }, t('filter.add')),
    cancelButton(),
  );
  host.append(form);
  let asked = null; // { siteId, today }
  let value = null;
  let filters = null;
  let typing = null;
  let offering = null; // the AbortController of what is asked for the list

  function cancelButton() {
    const button = element('button', { type: 'button', class: 'quiet' }, t('filter.cancel'));
    button.addEventListener('click', cancel);
    return button;
  }

  function cancel() {
    form.hidden = true;
    onCancel();
  }

  dimension.addEventListener('change', showDimension);
  form.addEventListener('keydown', (event) => event.key === 'Escape' && cancel());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    form.hidden = true;
    onCondition(conditionOf({ dimension: dimension.value, operator: operator.value, value: value.value }));
  });

  async function known() {
    const { filters: dimensions, events } = await api.definitions();
    return [...dimensions, { id: DID, kind: 'one of', values: events }];
  }

  /** `{dimension, operator, value}` to begin with, or nothing. */
  async function open(now, begun) {
    asked = now;
    filters ??= await known();
    const options = filters.map(({ id }) => element('option', { value: id }, dimensionWords(id)));
    dimension.replaceChildren(...options.sort((a, b) => a.textContent.localeCompare(b.textContent)));
    dimension.value = begun?.dimension ?? 'source';
    showDimension();
    if (begun) {
      operator.value = begun.operator;
      value.value = begun.value;
    }
    form.hidden = false;
    (begun ? value : dimension).focus();
  }

  function showDimension() {
    const { kind, values } = filters.find(({ id }) => id === dimension.value);
    operator.replaceChildren(...operatorsOf(kind).map((each) => element('option', { value: each }, operatorWords(each, dimension.value))));
    const isChoice = kind === 'one of';
    value = isChoice
      ? element('select', { id: 'filter-value' }, ...values.map((each) => element('option', { value: each }, each)))
      : element('input', { id: 'filter-value', autocomplete: 'off', list: kind === 'text' && offers.id, inputmode: kind !== 'text' && 'decimal' });
    valueBox.replaceChildren(labelled('filter-value', 'value', value));
    offers.replaceChildren();
    if (kind !== 'text') return;
    value.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(offer, TYPING_MS);
    });
    offer();
  }

  async function offer() {
    offering?.abort();
    offering = new AbortController();
    const { signal } = offering;
    const { siteId, today } = asked;
    const query = { from: addDays(today, 1 - OFFERED_OF_DAYS), to: today, dimension: dimension.value, q: value.value, limit: OFFERED_VALUES };
    try {
      const { rows } = await api.report('values', siteId, query, signal);
      if (!signal.aborted) offers.replaceChildren(...rows.map((row) => element('option', { value: row.value })));
    } catch {
      // One can type it all the same.
    }
  }

  function close() {
    form.hidden = true;
  }

  return { open, close, isOpen: () => !form.hidden };
}
