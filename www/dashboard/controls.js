//! Site, period, what it is compared with, language and theme, as the reader chooses them. Shows what is asked and reports a
//! wish for something else; decides nothing.

import { byId, element, setText } from './dom.js';
import { COMPARISONS } from './address.js';
import { CUSTOM, PRESETS, isDay } from './periods.js';
import { THEMES, chooseTheme, onColours, theme } from './theme.js';
import { LANGUAGES, chooseLanguage, language, t } from './words.js';

// Typing a date by hand passes through other valid dates; each would be a needless question.
const TYPING_MS = 400;

/** `onChoice(wish)`, see address.js */
export function createControls(onChoice) {
  const site = byId('site');
  const range = byId('range');
  const custom = byId('custom-range');
  const from = byId('from');
  const to = byId('to');
  const problem = byId('range-problem');
  const compare = byId('compare');
  let typing = null;

  range.append(
    ...PRESETS.map(({ id }) => element('option', { value: id }, t(`frame.preset_${id}`))),
    element('option', { value: CUSTOM }, t('frame.preset_custom')),
  );
  compare.append(...COMPARISONS.map((id) => element('option', { value: id }, t(`frame.compare_${id}`))));
  offerLanguages(byId('language'));
  offerThemes(byId('theme'));

  site.addEventListener('change', () => onChoice({ site: site.value }));
  range.addEventListener('change', () => {
    if (range.value === CUSTOM) {
      custom.hidden = false;
      // The days on screen stay; they are only pinned now.
      return onChoice({ preset: CUSTOM, from: from.value, to: to.value });
    }
    onChoice({ preset: range.value, from: undefined, to: undefined });
  });
  compare.addEventListener('change', () => onChoice({ compare: compare.value }));
  for (const input of [from, to]) {
    input.addEventListener('input', () => {
      clearTimeout(typing);
      typing = setTimeout(chooseDays, TYPING_MS);
    });
  }

  function chooseDays() {
    const isOrdered = from.value <= to.value;
    const isInRange = [from, to].every((input) => isDay(input.value) && input.checkValidity());
    const words = !isInRange ? t('frame.choose_days') : isOrdered ? '' : t('frame.days_reversed');
    setText(problem, words);
    for (const input of [from, to]) input.setAttribute('aria-invalid', String(words !== ''));
    if (!words) onChoice({ preset: CUSTOM, from: from.value, to: to.value });
  }

  function showSites(sites) {
    site.replaceChildren(...sites.map(({ id, name }) => element('option', { value: id }, name || id)));
  }

  function show(asked, days, today) {
    site.value = asked.site ?? '';
    range.value = asked.preset;
    compare.value = asked.compare;
    custom.hidden = asked.preset !== CUSTOM;
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

/** Each in its own words. The page is loaded again: there is no text on it that stays. */
function offerLanguages(select) {
  select.append(...Object.entries(LANGUAGES).map(([id, name]) => element('option', { value: id, lang: id }, name)));
  select.value = language();
  select.addEventListener('change', () => {
    chooseLanguage(select.value);
    location.reload();
  });
}

function offerThemes(select) {
  select.append(...THEMES.map((id) => element('option', { value: id }, t(`frame.theme_${id}`))));
  const show = () => (select.value = theme());
  show();
  onColours(show);
  select.addEventListener('change', () => chooseTheme(select.value));
}
