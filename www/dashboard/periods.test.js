import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays, isDay, rangeOf, shifted, todayIn } from './periods.js';

test('today is the day in the shop, not the day of the reader', () => {
  for (const [zone, now, day] of [
    ['Europe/Paris', '2026-09-27T21:59:59Z', '2026-09-27'],
    ['Europe/Paris', '2026-09-27T22:00:00Z', '2026-09-28'],
    ['America/Los_Angeles', '2026-01-01T07:59:00Z', '2025-12-31'],
    ['Pacific/Kiritimati', '2026-01-01T10:00:00Z', '2026-01-02'],
    ['UTC', '2026-02-28T23:59:59Z', '2026-02-28'],
  ]) {
    assert.equal(todayIn(zone, new Date(now)), day, `${zone} ${now}`);
  }
});

test('a period moves by its length and never into the future', () => {
  for (const [from, to, steps, expectedFrom, expectedTo] of [
    ['2026-09-22', '2026-09-28', -1, '2026-09-15', '2026-09-21'],
    ['2026-09-01', '2026-09-01', -2, '2026-08-30', '2026-08-30'],
    ['2026-09-15', '2026-09-21', 1, '2026-09-22', '2026-09-28'],
    ['2026-09-20', '2026-09-26', 1, '2026-09-22', '2026-09-28'],
    ['2026-09-22', '2026-09-28', 1, '2026-09-22', '2026-09-28'],
  ]) {
    const moved = shifted({ from, to }, steps, '2026-09-28');
    assert.deepEqual(moved, { preset: 'custom', from: expectedFrom, to: expectedTo }, `${from} ${steps}`);
  }
});

test('each preset covers the days its label says', () => {
  for (const [preset, today, from, to] of [
    ['today', '2026-09-28', '2026-09-28', '2026-09-28'],
    ['yesterday', '2026-03-01', '2026-02-28', '2026-02-28'],
    ['7d', '2026-09-28', '2026-09-22', '2026-09-28'],
    ['28d', '2026-09-28', '2026-09-01', '2026-09-28'],
    ['30d', '2026-03-31', '2026-03-02', '2026-03-31'],
    ['90d', '2026-03-31', '2026-01-01', '2026-03-31'],
    ['month', '2026-09-28', '2026-09-01', '2026-09-28'],
    ['last-month', '2026-01-15', '2025-12-01', '2025-12-31'],
    ['last-month', '2024-03-31', '2024-02-01', '2024-02-29'],
    ['year', '2026-09-28', '2026-01-01', '2026-09-28'],
  ]) {
    assert.deepEqual(rangeOf({ preset }, today), { from, to }, `${preset} on ${today}`);
  }
});

test('a custom period is taken as it is', () => {
  const view = { preset: 'custom', from: '2026-01-01', to: '2026-01-31' };
  assert.deepEqual(rangeOf(view, '2026-09-28'), { from: '2026-01-01', to: '2026-01-31' });
});

test('only real days are days', () => {
  for (const [text, real] of [
    ['2026-02-28', true],
    ['2024-02-29', true],
    ['2026-02-29', false],
    ['2026-13-01', false],
    ['2026-1-1', false],
    ['', false],
    [null, false],
  ]) {
    assert.equal(isDay(text), real, String(text));
  }
});

test('adding days crosses months, years and clock changes', () => {
  assert.equal(addDays('2026-03-28', 2), '2026-03-30');
  assert.equal(addDays('2025-12-31', 1), '2026-01-01');
  assert.equal(addDays('2026-01-01', -1), '2025-12-31');
});
