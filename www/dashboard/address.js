//! The view and the URL are the same thing written twice: whoever reloads or gets the link sees the same.

import { CUSTOM, DEFAULT_PRESET, isDay, isPreset } from './periods.js';

/** A query string to `{site, preset, from, to}`. What makes no sense falls back to the default period. */
export function readAddress(search) {
  const query = new URLSearchParams(search);
  const site = query.get('site');
  const from = query.get('from');
  const to = query.get('to');
  if (isDay(from) && isDay(to) && from <= to) return { site, preset: CUSTOM, from, to };
  const preset = query.get('range');
  return { site, preset: isPreset(preset) ? preset : DEFAULT_PRESET };
}

export function writeAddress(view) {
  const query = new URLSearchParams({ site: view.site });
  if (view.preset === CUSTOM) {
    query.set('from', view.from);
    query.set('to', view.to);
  } else {
    query.set('range', view.preset);
  }
  return `?${query}`;
}
