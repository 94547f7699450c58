import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alongside, marksOf, spanOf } from './trend-scale.js';

test('a chart spans both periods, and zero', () => {
  for (const [now, before, expected] of [
    [[], [], [0, 1]],
    [[0, null], [], [0, 1]],
    [[100, 50], [], [0, 108]],
    [[100], [200, null], [0, 216]],
    [[-100, 100], [], [-108, 108]],
    [[null], [-100], [-108, 0]],
  ]) {
    assert.deepEqual(spanOf(now, before), expected);
  }
});

test('days of the period compared with stand behind those of this one', () => {
  const value = ({ orders }) => orders;
  const rows = [{}, {}, {}];
  assert.deepEqual(alongside(rows, [{ orders: 1 }, { orders: 2 }], value), [1, 2, null]);
  assert.deepEqual(alongside(rows, [1, 2, 3, 4].map((orders) => ({ orders })), value), [1, 2, 3]);
  assert.deepEqual(alongside(rows, [], value), [null, null, null]);
});

test('notes stand at their days, several at one', () => {
  const rows = [{ date: '2026-11-26' }, { date: '2026-11-27' }];
  const notes = [
    { date: '2026-11-27', text: 'Sale' },
    { date: '2026-11-27', text: 'Down at noon' },
    { date: '2026-12-01', text: 'Elsewhere' },
  ];
  assert.deepEqual([...marksOf(rows, notes)], [[1, ['Sale', 'Down at noon']]]);
  assert.deepEqual([...marksOf(rows, [])], []);
});
