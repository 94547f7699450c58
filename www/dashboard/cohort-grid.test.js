import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gridOf, heatOf, highestOf, widthOf } from './cohort-grid.js';

const cell = (cohort, since, retention, incomplete = false) => ({ cohort, since, size: 10, retention, incomplete });

test('cells become rows, the newest cohort first, with nothing where nothing is yet', () => {
  const rows = [cell('2026-09', 0, 1), cell('2026-09', 2, 0.2), cell('2026-10', 0, 1), cell('2026-10', 1, 0.4, true)];
  const grid = gridOf(rows);
  assert.deepEqual(grid.map(({ cohort, cells }) => [cohort, cells.map(({ retention }) => retention)]), [
    ['2026-10', [1, 0.4]],
    ['2026-09', [1, , 0.2]],
  ]);
  assert.equal(widthOf(grid), 2);
  assert.equal(highestOf(grid), 0.2, 'neither the first period nor one that goes on');
  assert.deepEqual([widthOf([]), highestOf([])], [0, 0]);
});

test('heat is fine at the low end and never none for somebody', () => {
  for (const [share, highest, heat] of [
    [0, 0.4, 0],
    [null, 0.4, 0],
    [0.001, 0.4, 1],
    [0.1, 0.4, 3],
    [0.4, 0.4, 6],
    [0.9, 0.4, 6],
    [0.5, 0, 0],
  ]) {
    assert.equal(heatOf(share, highest), heat, `${share} of ${highest}`);
  }
});
