import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sparkPath } from './sparkline.js';

test('days become a line from zero, with gaps where nothing is known', () => {
  for (const [values, path] of [
    [[], ''],
    [[5], ''],
    [[null, 5], ''],
    [[0, 10], 'M2 22 L94 2'],
    [[0, 0], 'M2 22 L94 22'],
    [[10, 5, 10], 'M2 2 L48 12 L94 2'],
    [[10, null, 10], 'M2 2 M94 2'],
    [[-10, 10], 'M2 22 L94 2'],
  ]) {
    assert.equal(sparkPath(values), path, String(values));
  }
});
