//! What the page says, in the reader's language. Words of a view lie in `words/<language>/<view>.js`; a language is one
//! file of the build, loaded when somebody reads it. Numbers in sentences are formatted here, whatever is finer in format.js.

import { keep, kept } from './kept.js';

/** Each under the name that its readers give it. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español' };

const LOADERS = {
  en: () => import('./words/en/index.js'),
  de: () => import('./words/de/index.js'),
  fr: () => import('./words/fr/index.js'),
  es: () => import('./words/es/index.js'),
};
const KEPT_AS = 'footfall-language';

let words = {};
let spokenLocale; // undefined until words are there: Intl then takes the browser's own
let plurals = null;

/** What Intl formats by: the language of the words, as it is written where the reader lives (de-AT, not only de). */
export const locale = () => spokenLocale;

export const language = () => spokenLocale?.slice(0, 2);

/** What was chosen on this device, else the first of the browser's languages that there are words for. */
export function preferredLanguage(wanted = [kept(KEPT_AS), ...navigator.languages]) {
  const known = wanted.filter(Boolean).map((each) => each.slice(0, 2).toLowerCase());
  return known.find((each) => each in LANGUAGES) ?? 'en';
}

export function chooseLanguage(id) {
  keep(KEPT_AS, id);
}

/** From now on `t` speaks this language. Throws when its file does not come. */
export async function speak(id, browserLocales = navigator.languages) {
  words = await LOADERS[id]();
  spokenLocale = browserLocales.find((each) => each.slice(0, 2).toLowerCase() === id) ?? id;
  plurals = new Intl.PluralRules(spokenLocale);
}

/**
 * `t('overview.refunded', { money: '€3.00' })`: the view, and the key in its file. `{name}` in the words becomes the
 * parameter; numbers among them are formatted. Words with plural forms are `{ one, other }`, chosen by the parameter `n`.
 */
export function t(key, params = {}) {
  return said(key, params).replace(/\{(\w+)\}/g, (_, name) => text(params[name]));
}

/** The same with elements as parameters: a list of texts and nodes, for `append`. */
export function phrase(key, nodes) {
  return said(key, nodes).split(/\{(\w+)\}/).map((part, index) => (index % 2 === 0 ? part : nodes[part]));
}

function said(key, { n }) {
  const [view, name] = key.split('.');
  const found = words[view]?.[name];
  if (found === undefined) throw new Error(`no words for ${key}`);
  return typeof found === 'string' ? found : (found[plurals.select(n)] ?? found.other);
}

function text(value) {
  return typeof value === 'number' ? new Intl.NumberFormat(spokenLocale).format(value) : String(value);
}
