import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayLabels } from './day-axis.js';
import { addDays } from './periods.js';

const daysUpTo = (last, length) => Array.from({ length }, (_, index) => addDays(last, index - length + 1));

test('as many days are labelled as fit, and always the last', () => {
  for (const [length, widthPx, at] of [
    [1, 700, [0]],
    [7, 700, [0, 1, 2, 3, 4, 5, 6]],
    [7, 300, [0, 2, 4, 6]],
    [28, 700, [6, 13, 20, 27]],
    [28, 250, [13, 27]],
  ]) {
    assert.deepEqual(dayLabels(daysUpTo('2026-09-28', length), widthPx).at, at, `${length} days on ${widthPx} px`);
  }
});

test('over a long time the labels are the months that begin in it', () => {
  const days = daysUpTo('2026-12-31', 365);
  const { at } = dayLabels(days, 500);
  assert.deepEqual(at.map((index) => days[index]), ['2026-01-01', '2026-03-01', '2026-05-01', '2026-07-01', '2026-09-01', '2026-11-01']);
});

test('there are always at least two labels where there are two days', () => {
  for (const length of [2, 30, 90, 400, 1100]) {
    for (const widthPx of [120, 200, 700]) {
      assert.ok(dayLabels(daysUpTo('2026-09-28', length), widthPx).at.length >= 2, `${length} days on ${widthPx} px`);
    }
  }
});
