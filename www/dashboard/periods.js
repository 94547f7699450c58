//! Calendar days and the periods made of them. A day is its text, "2026-09-28": it has no hour and no
//! zone, so nothing here can slip over midnight. The only zone that matters is the shop's, in `todayIn`.

const DAY_MS = 86_400_000;

// All periods reach up to today, so that an order of this minute is in the default view.
export const PRESETS = [
  { id: 'today', range: (today) => [today, today] },
  { id: 'yesterday', range: (today) => [addDays(today, -1), addDays(today, -1)] },
  { id: '7d', range: (today) => [addDays(today, -6), today] },
  { id: '28d', range: (today) => [addDays(today, -27), today] },
  { id: '30d', range: (today) => [addDays(today, -29), today] },
  { id: '90d', range: (today) => [addDays(today, -89), today] },
  { id: 'month', range: (today) => [monthStart(today), today] },
  { id: 'last-month', range: lastMonth },
  { id: 'year', range: (today) => [`${today.slice(0, 4)}-01-01`, today] },
];

// Four whole weeks: every weekday counts equally often, in this period and in the one before.
export const DEFAULT_PRESET = '28d';
export const CUSTOM = 'custom';

export function isPreset(id) {
  return PRESETS.some((preset) => preset.id === id);
}

/** The days a view shows: `{from, to}`, both included. */
export function rangeOf(view, today) {
  if (view.preset === CUSTOM) return { from: view.from, to: view.to };
  const [from, to] = PRESETS.find((preset) => preset.id === view.preset).range(today);
  return { from, to };
}

/** As many days, so many periods later (or earlier, below 0), as far as today allows: what a view shows then. */
export function shifted({ from, to }, steps, today) {
  const length = (dateOf(to) - dateOf(from)) / DAY_MS + 1;
  const last = addDays(to, steps * length);
  const bounded = last > today ? today : last;
  return { preset: CUSTOM, from: addDays(bounded, 1 - length), to: bounded };
}

/** What day it is in the shop, wherever the reader sits. */
export function todayIn(timeZone, now) {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(now);
  const part = (type) => parts.find((each) => each.type === type).value;
  return `${part('year')}-${part('month')}-${part('day')}`;
}

export function isDay(text) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text ?? '')) return false;
  const date = dateOf(text);
  return !Number.isNaN(date.getTime()) && dayOf(date) === text;
}

export function addDays(day, count) {
  return dayOf(new Date(dateOf(day).getTime() + count * DAY_MS));
}

/** Midnight UTC of that day: only for formatting in UTC, never a moment in the shop's life. */
export function dateOf(day) {
  return new Date(`${day}T00:00:00Z`);
}

function dayOf(date) {
  return date.toISOString().slice(0, 10);
}

function monthStart(day) {
  return `${day.slice(0, 7)}-01`;
}

function lastMonth(today) {
  const lastDay = addDays(monthStart(today), -1);
  return [monthStart(lastDay), lastDay];
}
