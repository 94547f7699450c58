import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paced } from './pace.js';

/** A clock that only moves when told to, and work that takes as long as told. */
function stage(workMs) {
  let nowMs = 0;
  const timers = [];
  const runs = [];
  const timing = {
    now: () => nowMs,
    later: (action, waitMs) => timers.push({ action, atMs: nowMs + waitMs }),
  };
  const call = paced(() => {
    runs.push(nowMs);
    return new Promise((done) => timing.later(done, workMs));
  }, timing);
  async function advanceTo(ms) {
    for (;;) {
      timers.sort((a, b) => a.atMs - b.atMs);
      if (!timers.length || timers[0].atMs > ms) break;
      const timer = timers.shift();
      nowMs = timer.atMs;
      timer.action();
      await new Promise(setImmediate);
    }
    nowMs = ms;
  }
  return { call, advanceTo, runs };
}

test('the first call runs at once, a burst after it becomes one more run a second later', async () => {
  const { call, advanceTo, runs } = stage(10);
  call();
  await advanceTo(100);
  for (let i = 0; i < 50; i++) call();
  await advanceTo(5000);
  assert.deepEqual(runs, [0, 1000]);
});

test('a call during a run is not lost', async () => {
  const { call, advanceTo, runs } = stage(10);
  call();
  await advanceTo(5);
  call();
  await advanceTo(5000);
  assert.deepEqual(runs, [0, 1000]);
});

test('slow work rests three times as long as it took', async () => {
  const { call, advanceTo, runs } = stage(1000);
  call();
  await advanceTo(500);
  call();
  await advanceTo(20_000);
  assert.deepEqual(runs, [0, 4000]);
});

test('the rest is bounded', async () => {
  const { call, advanceTo, runs } = stage(20_000);
  call();
  await advanceTo(1);
  call();
  await advanceTo(40_000);
  assert.deepEqual(runs, [0, 35_000]);
});
