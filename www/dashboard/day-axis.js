//! Which days get a label under the chart: as many as fit, evenly spaced, months when days would not fit.

import { month, shortDay } from './format.js';

const LABEL_PX = 68;
const DAY_STEPS = [1, 2, 7, 14];
const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60];

/** Positions (indexes into `days`) and their labels, for an axis `widthPx` wide. */
export function dayLabels(days, widthPx) {
  const room = Math.max(2, Math.floor(widthPx / LABEL_PX));
  const step = DAY_STEPS.find((each) => days.length / each <= room);
  if (step) {
    // Counted from the last day, so that today always has its label.
    const at = days.map((_, index) => index).filter((index) => (days.length - 1 - index) % step === 0);
    return { at, labels: at.map((index) => shortDay(days[index])) };
  }
  const months = days.map((day, index) => ({ day, index })).filter(({ day }) => day.endsWith('-01'));
  const monthStep = MONTH_STEPS.find((each) => months.length / each <= room) ?? MONTH_STEPS.at(-1);
  const kept = months.filter(({ day }) => (Number(day.slice(5, 7)) - 1 + 12 * Number(day.slice(0, 4))) % monthStep === 0);
  // Fewer than two month starts would leave the axis nearly bare (90 days on a phone): then three days do.
  if (kept.length < 2) {
    const at = [0, Math.floor((days.length - 1) / 2), days.length - 1];
    return { at, labels: at.map((index) => shortDay(days[index])) };
  }
  return { at: kept.map(({ index }) => index), labels: kept.map(({ day }) => month(day)) };
}
