import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeBetween, sizeOf } from './change.js';

test('a change has a direction, a size and a mood', () => {
  for (const [now, before, better, direction, size, mood] of [
    [112, 100, 'up', 'up', '12%', 'good'],
    [88, 100, 'up', 'down', '12%', 'bad'],
    [0.6, 0.8, 'down', 'down', '25%', 'good'],
    [0.8, 0.6, 'down', 'up', '33.3%', 'bad'],
    [100, 100, 'up', 'flat', '0%', 'neutral'],
    [0, 100, 'up', 'down', '100%', 'bad'],
    [10, -10, 'up', 'up', '200%', 'good'],
    [350.4, 100, 'up', 'up', '250%', 'good'],
  ]) {
    const change = changeBetween(now, before, better);
    assert.deepEqual([change.direction, sizeOf(change, 'en'), change.mood], [direction, size, mood]);
  }
});

test('from nothing there is no percentage', () => {
  for (const [now, before] of [[5, 0], [5, null], [null, 5], [0, 0]]) {
    assert.equal(changeBetween(now, before), null);
  }
});
