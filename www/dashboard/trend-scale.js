//! What a chart of days spans: both periods on one scale, from zero, or from below it where a day lost money.

const HEADROOM = 1.08; // the highest day does not touch the top

/** `[low, high]` of two lists of numbers, in which null is nothing. */
export function spanOf(now, before) {
  const all = [...now, ...before].filter((value) => value !== null);
  const high = Math.max(0, ...all);
  const low = Math.min(0, ...all);
  return high === low ? [0, 1] : [low * HEADROOM, high * HEADROOM];
}

/** The days compared with, as many as there are days: shorter months end early, longer ones are cut. */
export function alongside(rows, previous, valueOf) {
  return rows.map((_, index) => (previous[index] ? valueOf(previous[index]) : null));
}

/** The texts of notes by the place of their day in the rows. */
export function marksOf(rows, notes) {
  const places = new Map(rows.map(({ date }, index) => [date, index]));
  const marks = new Map();
  for (const note of notes) {
    const place = places.get(note.date);
    if (place !== undefined) marks.set(place, [...(marks.get(place) ?? []), note.text]);
  }
  return marks;
}
