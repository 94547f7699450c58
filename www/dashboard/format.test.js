import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, count, days, duration, money, moneyWithCode, percent } from './format.js';

// Intl puts a no-break space between a code and its amount.
const plainSpaces = (text) => text.replace(/[\u00a0\u202f\u2009]/g, ' ');

test('money is exact, with the decimals of its currency', () => {
  for (const [amount, currency, shown] of [
    ['3111.11', 'EUR', '€3,111.11'],
    ['0.00', 'EUR', '€0.00'],
    ['-12.50', 'EUR', '-€12.50'],
    ['12345', 'JPY', '¥12,345'],
    ['1.234', 'KWD', 'KWD 1.234'],
    ['90071992547409.93', 'EUR', '€90,071,992,547,409.93'],
  ]) {
    assert.equal(plainSpaces(money({ amount, currency }, 'en')), shown);
  }
  assert.equal(plainSpaces(moneyWithCode({ amount: '120.00', currency: 'USD' }, 'en')), 'USD 120.00');
});

test('what is not known is a dash', () => {
  assert.deepEqual([money(null), percent(null), duration(null), count(null)], ['–', '–', '–', '–']);
});

test('durations are told in two units at most', () => {
  for (const [ms, shown] of [
    [0, '0 s'],
    [400, '0.4 s'],
    [4000, '4 s'],
    [9_949, '9.9 s'],
    [9_960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [72_000, '1 min 12 s'],
    [3_599_700, '1 h'],
    [7_500_000, '2 h 5 min'],
    [86_400_000, '1 d'],
    [273_600_000, '3 d 4 h'],
  ]) {
    assert.equal(duration(ms, 'en'), shown, `${ms} ms`);
  }
});

test('percentages have the decimals that tell them apart', () => {
  for (const [ratio, shown] of [[0, '0%'], [0.0243, '2.43%'], [0.5, '50%'], [0.4623, '46.2%'], [1, '100%']]) {
    assert.equal(percent(ratio, 'en'), shown);
  }
});

test('one day is one day, a range names what differs', () => {
  assert.equal(days('2026-09-28', '2026-09-28', 'en'), 'Sep 28, 2026');
  assert.equal(plainSpaces(days('2026-09-01', '2026-09-28', 'en')), 'Sep 1 – 28, 2026');
});

test('what has just happened is told by how long ago it was', () => {
  const now = 1_800_000_000_000;
  for (const [minutes, shown] of [
    [-1, 'this minute'],
    [0.4, 'this minute'],
    [5, '5 min. ago'],
    [59, '59 min. ago'],
    [125, '2 hr. ago'],
    [48 * 60, '2 days ago'],
  ]) {
    assert.equal(ago(now - minutes * 60_000, now, 'en'), shown);
  }
});
