//! Site and period, as the reader chooses them. Shows a view and reports a wish for another; decides nothing.

import { byId, element, setText } from './dom.js';
import { CUSTOM, PRESETS, isDay } from './periods.js';

// Typing a date by hand passes through other valid dates; each would be a needless question.
const TYPING_MS = 400;

/** `onChoice({site, preset, from?, to?})` */
export function createControls(onChoice) {
  const site = byId('site');
  const range = byId('range');
  const custom = byId('custom-range');
  const from = byId('from');
  const to = byId('to');
  const problem = byId('range-problem');
  let shown = null;
  let typing = null;

  range.append(
    ...PRESETS.map(({ id, label }) => element('option', { value: id }, label)),
    element('option', { value: CUSTOM }, 'Custom'),
  );

  site.addEventListener('change', () => choose({ site: site.value }));
  range.addEventListener('change', () => {
    if (range.value === CUSTOM) {
      custom.hidden = false;
      // The days on screen stay; they are only pinned now.
      return choose({ preset: CUSTOM, from: from.value, to: to.value });
    }
    choose({ preset: range.value });
  });
  for (const input of [from, to]) {
    input.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(chooseDays, TYPING_MS);
    });
  }

  function chooseDays() {
    const isOrdered = from.value <= to.value;
    const isInRange = [from, to].every((input) => isDay(input.value) && input.checkValidity());
    const words = !isInRange ? 'Choose two days, none of them in the future.' : isOrdered ? '' : 'The first day is after the last.';
    setText(problem, words);
    for (const input of [from, to]) input.setAttribute('aria-invalid', String(words !== ''));
    if (!words) choose({ preset: CUSTOM, from: from.value, to: to.value });
  }

  function choose(wish) {
    onChoice({ ...shown, ...wish });
  }

  function showSites(sites) {
    site.replaceChildren(...sites.map(({ id, name }) => element('option', { value: id }, name || id)));
  }

  function show(view, days, today) {
    shown = view;
    site.value = view.site;
    range.value = view.preset;
    custom.hidden = view.preset !== CUSTOM;
    for (const input of [from, to]) input.max = today;
    // Never under the fingers of someone typing a date.
    if (document.activeElement !== from && document.activeElement !== to) {
      from.value = days.from;
      to.value = days.to;
      setText(problem, '');
      for (const input of [from, to]) input.removeAttribute('aria-invalid');
    }
  }

  return { show, showSites };
}
