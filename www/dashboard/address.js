//! What is asked and the URL are the same thing written twice: whoever reloads or gets the link sees the same.

import { CUSTOM, DEFAULT_PRESET, isDay, isPreset } from './periods.js';
import { DEFAULT_VIEW, viewOf } from './views/index.js';

/** What the period is compared with; the first when nobody says. */
export const COMPARISONS = ['previous', 'year', 'none'];

// Everything else in the query belongs to the view.
const OWN = ['view', 'site', 'range', 'from', 'to', 'compare', 'filter', 'segment'];

/**
 * A query string to `{view, site, preset, from, to, compare, filter, segment, params}`. What makes no sense falls back to
 * what one sees when nothing is said.
 */
export function readAddress(search) {
  const query = new URLSearchParams(search);
  const view = viewOf(query.get('view'))?.id ?? DEFAULT_VIEW;
  const compare = COMPARISONS.includes(query.get('compare')) ? query.get('compare') : COMPARISONS[0];
  const params = Object.fromEntries([...query].filter(([name]) => !OWN.includes(name)));
  const asked = {
    view,
    site: query.get('site'),
    ...periodOf(query),
    compare,
    filter: query.get('filter')?.trim() ?? '',
    segment: query.get('segment') ?? '',
    params,
  };
  return asked;
}

function periodOf(query) {
  const [from, to] = [query.get('from'), query.get('to')];
  if (isDay(from) && isDay(to) && from <= to) return { preset: CUSTOM, from, to };
  const preset = query.get('range');
  return { preset: isPreset(preset) ? preset : DEFAULT_PRESET, from: undefined, to: undefined };
}

export function writeAddress(asked) {
  const isCustom = asked.preset === CUSTOM;
  const query = new URLSearchParams();
  const say = (name, value) => value && query.set(name, value);
  say('view', asked.view !== DEFAULT_VIEW && asked.view);
  say('site', asked.site);
  say('range', !isCustom && asked.preset);
  say('from', isCustom && asked.from);
  say('to', isCustom && asked.to);
  say('compare', asked.compare !== COMPARISONS[0] && asked.compare);
  say('filter', asked.filter);
  say('segment', asked.segment);
  for (const [name, value] of Object.entries(asked.params ?? {})) say(name, value);
  return `?${query}`;
}

/** What is asked when `wish` is what should differ. What a view alone understands does not go along to another. */
export function wished(asked, wish) {
  const stays = wish.view === undefined || wish.view === asked.view;
  return { ...asked, params: stays ? asked.params : {}, ...wish };
}
