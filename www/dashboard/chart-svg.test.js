import assert from 'node:assert/strict';
import { test } from 'node:test';
import { niceStep } from './chart-svg.js';

test('steps of an axis are numbers that people count by', () => {
  for (const [atLeast, step] of [[1, 1], [1.2, 2], [3, 5], [5.1, 10], [0.2, 0.2], [0.03, 0.05], [1234, 2000], [99_999, 100_000]]) {
    assert.ok(Math.abs(niceStep(atLeast) - step) < 1e-9, `${atLeast}: ${niceStep(atLeast)}`);
  }
});
