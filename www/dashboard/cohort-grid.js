//! Cells of cohorts as the rows of a heat table.

const BUCKETS = 6;

/** `[{ cohort, size, cells }]`, the newest first; `cells[k]` is period k after the first, undefined where there is none yet. */
export function gridOf(rows) {
  const cohorts = new Map();
  for (const row of rows) {
    if (!cohorts.has(row.cohort)) cohorts.set(row.cohort, { cohort: row.cohort, size: row.size, cells: [] });
    cohorts.get(row.cohort).cells[row.since] = row;
  }
  return [...cohorts.values()].sort((a, b) => (a.cohort < b.cohort ? 1 : -1));
}

/** How many periods there are beside the first. */
export function widthOf(cohorts) {
  return Math.max(0, ...cohorts.map(({ cells }) => cells.length - 1));
}

/** 0 for none, else 1 to 6: of the highest that a heat table shows. Most come back rarely, so steps are fine at the low end. */
export function heatOf(share, highest) {
  if (!share || !highest) return 0;
  return Math.max(1, Math.min(BUCKETS, Math.ceil(Math.sqrt(share / highest) * BUCKETS)));
}

/** The highest of all but the first period, in which everybody ordered. */
export function highestOf(cohorts) {
  const later = cohorts.flatMap(({ cells }) => cells.slice(1)).filter((cell) => cell && !cell.incomplete);
  return Math.max(0, ...later.map(({ retention }) => retention ?? 0));
}
