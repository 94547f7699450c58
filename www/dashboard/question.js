//! What every report is asked: the days, and of which sessions.

/** What of the address a report takes; what is not said is left out by api.js. */
export function questionOf({ filter, segment }, { from, to }) {
  return { from, to, filter, segment };
}
