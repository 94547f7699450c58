//! What a shop may be told of: a line for each rule, on or off, with its threshold.

import { element, setText } from '../dom.js';
import { moment } from '../format.js';
import { t } from '../words.js';

/** `change(rule) → Promise` keeps what was chosen; `failed(error)` is told when it could not. */
export function createRules({ content }, { change, failed }) {
  const list = element('ul', { class: 'rules', role: 'list' });
  content.append(list);
  let lines = new Map();

  function show(rules) {
    if (lines.size === 0) {
      lines = new Map(rules.map((rule) => [rule.name, createLine(rule, { change, failed })]));
      list.replaceChildren(...[...lines.values()].map(({ node }) => node));
    }
    for (const rule of rules) lines.get(rule.name).show(rule);
  }

  function clear() {
    lines = new Map();
    list.replaceChildren();
  }

  return { show, clear };
}

function createLine({ name, min, max }, { change, failed }) {
  const id = `rule-${name}`;
  const tick = element('input', { type: 'checkbox', id });
  const label = element('label', { for: id }, t(`alerts.rule_${name}`));
  // The summary has no threshold.
  const bound = max > 0 ? t(`alerts.threshold_${name}`) : '';
  const number = element('input', { type: 'number', min: String(min), max: String(max), required: true, 'aria-label': bound });
  const about = element('p', { class: 'muted' }, t(`alerts.about_${name}`));
  const wrong = element('p', { class: 'problem' });
  const threshold = element('span', { class: 'threshold' }, number, ' ', element('span', { class: 'muted' }, bound));
  const node = element('li', {}, element('div', { class: 'rule' }, tick, label, ...(max > 0 ? [threshold] : [])), about, wrong);

  async function save() {
    if (max > 0 && !number.checkValidity()) return number.reportValidity();
    try {
      show(await change({ name, active: tick.checked, threshold: max > 0 ? Number(number.value) : 0 }));
    } catch (error) {
      tick.checked = !tick.checked;
      failed(error);
    }
  }
  tick.addEventListener('change', save);
  number.addEventListener('change', () => tick.checked && save());

  function show(rule) {
    tick.checked = rule.active;
    // Never under the fingers of someone typing.
    if (document.activeElement !== number) number.value = String(rule.threshold);
    setText(wrong, rule.wrong_since_ms === null ? '' : t('alerts.wrong_since', { time: moment(rule.wrong_since_ms) }));
  }

  return { node, show };
}
