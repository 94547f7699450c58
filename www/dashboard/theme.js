//! Light, dark, or as the system is: the dark colours are a style sheet of their own, and a theme is when it holds.

import { byId } from './dom.js';
import { keep, kept } from './kept.js';

export const THEMES = ['system', 'light', 'dark'];
const KEPT_AS = 'footfall-theme';
// Paper is white.
const MEDIA = { system: 'screen and (prefers-color-scheme: dark)', light: 'not all', dark: 'screen' };
const listeners = new Set();

export function theme() {
  const id = kept(KEPT_AS);
  return id in MEDIA ? id : 'system';
}

export function chooseTheme(id) {
  keep(KEPT_AS, id === 'system' ? null : id);
  show(id);
}

export function nextTheme() {
  const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
  chooseTheme(next);
  return next;
}

/** Calls what draws by colours that no style sheet reaches, when they are others. */
export function onColours(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function show(id) {
  byId('dark').media = MEDIA[id];
  for (const listener of listeners) listener();
}

for (const query of ['(prefers-color-scheme: dark)', 'print']) {
  matchMedia(query).addEventListener('change', () => listeners.forEach((listener) => listener()));
}
show(theme());
