//! Numbers to words, in the reader's own locale (words.js). Money stays decimal text all the way into Intl, which
//! formats it exactly and knows how many decimals each currency has; no float ever carries it.

import { dateOf } from './periods.js';
import { locale as spoken } from './words.js';

export const NOTHING = '–'; // a ratio without a denominator is unknown, not zero

const formatters = new Map();

// Building an Intl formatter costs more than using it, and a live page uses hundreds a second.
function formatter(kind, options, locale) {
  const key = kind.name + JSON.stringify(options) + locale;
  if (!formatters.has(key)) formatters.set(key, new kind(locale, options));
  return formatters.get(key);
}

export function count(value, locale = spoken()) {
  return value == null ? NOTHING : formatter(Intl.NumberFormat, {}, locale).format(value);
}

export function money(value, locale = spoken()) {
  if (value == null) return NOTHING;
  return currencyFormat(value.currency, {}, locale).format(value.amount);
}

/** "USD 120.00": where several currencies stand side by side, a symbol would leave doubt. */
export function moneyWithCode(value, locale = spoken()) {
  return currencyFormat(value.currency, { currencyDisplay: 'code' }, locale).format(value.amount);
}

/** For an axis only: short, and from a float. */
export function moneyOnAxis(number, currency, locale = spoken()) {
  const options = { notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 2 };
  return currencyFormat(currency, options, locale).format(number);
}

export function countOnAxis(number, locale = spoken()) {
  return formatter(Intl.NumberFormat, { notation: 'compact' }, locale).format(number);
}

/** By the unit of what is drawn: 'money', 'percent' or 'count'. */
export function onAxis(number, unit, currency) {
  if (unit === 'money') return moneyOnAxis(number, currency);
  return unit === 'percent' ? percent(number) : countOnAxis(number);
}

function currencyFormat(currency, options, locale) {
  return formatter(Intl.NumberFormat, { style: 'currency', currency, ...options }, locale);
}

/** For heights, bar lengths and percent changes only; never shown, never added up. */
export function approximate(value) {
  return value == null ? null : Number(value.amount);
}

/** Small rates differ in the second decimal, large ones do not: 2.43 %, but 46.2 %. */
export function percent(ratio, locale = spoken()) {
  if (ratio == null) return NOTHING;
  const maximumFractionDigits = Math.abs(ratio) < 0.1 ? 2 : 1;
  return formatter(Intl.NumberFormat, { style: 'percent', maximumFractionDigits }, locale).format(ratio);
}

/** The two largest units: "1 min 12 s", "2 h 5 min", "3 d 4 h". */
export function duration(ms, locale = spoken()) {
  if (ms == null) return NOTHING;
  if (ms < 9_950) return `${formatter(Intl.NumberFormat, { maximumFractionDigits: 1 }, locale).format(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return twoUnits(seconds, 60, 'min', 1, 's');
  if (seconds < 86_400) return twoUnits(seconds, 3600, 'h', 60, 'min');
  return twoUnits(seconds, 86_400, 'd', 3600, 'h');
}

function twoUnits(seconds, large, largeName, small, smallName) {
  const inSmall = Math.round(seconds / small);
  const perLarge = large / small;
  const rest = inSmall % perLarge;
  const whole = `${Math.floor(inSmall / perLarge)} ${largeName}`;
  return rest === 0 ? whole : `${whole} ${rest} ${smallName}`;
}

export function day(text, locale = spoken()) {
  return dayFormat({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }, locale).format(dateOf(text));
}

export function shortDay(text, locale = spoken()) {
  return dayFormat({ day: 'numeric', month: 'short' }, locale).format(dateOf(text));
}

/** A day without its weekday: for tables. */
export function shortDate(text, locale = spoken()) {
  return dayFormat({ day: 'numeric', month: 'short', year: 'numeric' }, locale).format(dateOf(text));
}

/** A moment as the clocks of the shop showed it. */
export function dateTime(ms, timeZone, locale = spoken()) {
  return formatter(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'short', timeZone }, locale).format(ms);
}

/** "2 min ago": of what is shown as it happens. */
export function ago(ms, nowMs, locale = spoken()) {
  const minutes = Math.max(0, Math.round((nowMs - ms) / 60_000));
  const format = formatter(Intl.RelativeTimeFormat, { numeric: 'auto', style: 'short' }, locale);
  if (minutes < 60) return format.format(-minutes, 'minute');
  if (minutes < 48 * 60) return format.format(-Math.round(minutes / 60), 'hour');
  return format.format(-Math.round(minutes / 1440), 'day');
}

export function month(text, locale = spoken()) {
  const isYearStart = text.slice(5, 7) === '01';
  return dayFormat({ month: 'short', ...(isYearStart && { year: 'numeric' }) }, locale).format(dateOf(text));
}

export function days(from, to, locale = spoken()) {
  return dayFormat({ day: 'numeric', month: 'short', year: 'numeric' }, locale).formatRange(dateOf(from), dateOf(to));
}

export function moment(ms, locale = spoken()) {
  return formatter(Intl.DateTimeFormat, { dateStyle: 'medium', timeStyle: 'short' }, locale).format(ms);
}

export function clock(date, locale = spoken()) {
  return formatter(Intl.DateTimeFormat, { timeStyle: 'medium' }, locale).format(date);
}

function dayFormat(options, locale) {
  return formatter(Intl.DateTimeFormat, { ...options, timeZone: 'UTC' }, locale);
}
