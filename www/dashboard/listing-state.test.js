import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paramsOf, queryOf, sortedBy, stateOf } from './listing-state.js';

const NAME = { sort: 'item_name', kind: 'name' };
const REVENUE = { sort: 'revenue', kind: 'number' };
const TABS = [
  { id: 'products', sort: 'revenue', columns: [NAME, REVENUE] },
  { id: 'orders', isSearched: false, query: { path: '1' }, columns: [{ kind: 'text' }] },
];

test('an address that says nothing, or nonsense, shows the first tab in its own order', () => {
  const first = { tab: TABS[0], sort: 'revenue', order: 'desc', find: '', after: '' };
  for (const params of [undefined, {}, { tab: 'none', sort: 'colour', order: 'up' }, { order: 'asc' }]) {
    assert.deepEqual(stateOf(TABS, params), first);
  }
});

test('the server is asked what the address says', () => {
  for (const [params, expected] of [
    [{}, { limit: '50', sort: 'revenue', order: 'desc', search: '', after: '' }],
    [{ sort: 'item_name' }, { limit: '50', sort: 'item_name', order: 'asc', search: '', after: '' }],
    [{ find: 'lamp', after: '07' }, { limit: '50', sort: 'revenue', order: 'desc', search: 'lamp', after: '07' }],
    [{ tab: 'orders', find: 'lamp' }, { path: '1', limit: '50', sort: undefined, order: undefined, search: '', after: '' }],
  ]) {
    assert.deepEqual(queryOf(stateOf(TABS, params)), expected);
  }
});

test('a heading sorts by its column, once more the other way, and begins at the first row', () => {
  for (const [params, column, expected] of [
    [{}, REVENUE, { tab: 'products', sort: 'revenue', order: 'asc' }],
    [{ order: 'asc', sort: 'revenue' }, REVENUE, { tab: 'products', sort: 'revenue', order: 'desc' }],
    [{ after: '07', find: 'x' }, NAME, { tab: 'products', sort: 'item_name', order: 'asc', find: 'x' }],
  ]) {
    assert.deepEqual(sortedBy(stateOf(TABS, params), column), expected);
  }
});

test('parameters that say nothing are left out', () => {
  assert.deepEqual(paramsOf(stateOf(TABS, { tab: 'orders' })), { tab: 'orders', order: 'asc' });
});
