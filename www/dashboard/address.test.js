import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAddress, writeAddress } from './address.js';

test('a query says which site and which period', () => {
  for (const [search, view] of [
    ['', { site: null, preset: '28d' }],
    ['?site=demo', { site: 'demo', preset: '28d' }],
    ['?site=demo&range=today', { site: 'demo', preset: 'today' }],
    ['?range=bogus', { site: null, preset: '28d' }],
    ['?range=custom', { site: null, preset: '28d' }],
    [
      '?site=demo&from=2026-01-01&to=2026-01-31',
      { site: 'demo', preset: 'custom', from: '2026-01-01', to: '2026-01-31' },
    ],
    ['?site=demo&from=2026-01-31&to=2026-01-01', { site: 'demo', preset: '28d' }],
    ['?site=demo&from=2026-02-30&to=2026-03-01&range=7d', { site: 'demo', preset: '7d' }],
  ]) {
    assert.deepEqual(readAddress(search), view, search);
  }
});

test('what is written is what will be read', () => {
  for (const view of [
    { site: 'demo', preset: 'last-month' },
    { site: 'a b&c', preset: '7d' },
    { site: 'demo', preset: 'custom', from: '2026-01-01', to: '2026-01-01' },
  ]) {
    assert.deepEqual(readAddress(writeAddress(view)), view);
  }
});
