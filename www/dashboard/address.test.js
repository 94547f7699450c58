import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAddress, wished, writeAddress } from './address.js';

const PLAIN = {
  view: 'overview',
  site: null,
  preset: '28d',
  from: undefined,
  to: undefined,
  compare: 'previous',
  filter: '',
  segment: '',
  params: {},
};

test('a query says which view of which site, and what is asked', () => {
  for (const [search, differs] of [
    ['', {}],
    ['?site=demo', { site: 'demo' }],
    ['?site=demo&range=today', { site: 'demo', preset: 'today' }],
    ['?view=bogus&range=bogus&compare=bogus', {}],
    ['?range=custom', {}],
    ['?from=2026-01-01&to=2026-01-31', { preset: 'custom', from: '2026-01-01', to: '2026-01-31' }],
    ['?from=2026-01-31&to=2026-01-01', {}],
    ['?from=2026-02-30&to=2026-03-01&range=7d', { preset: '7d' }],
    ['?compare=year&filter=country%3D%3DFR%3Bdevice%3D%3Dmobile', { compare: 'year', filter: 'country==FR;device==mobile' }],
    ['?segment=From+France', { segment: 'From France' }],
    ['?product=LAMP&sort=units', { params: { product: 'LAMP', sort: 'units' } }],
  ]) {
    assert.deepEqual(readAddress(search), { ...PLAIN, ...differs }, search);
  }
});

test('what is written is what will be read', () => {
  for (const differs of [
    { preset: 'last-month' },
    { site: 'a b&c', preset: '7d' },
    { preset: 'custom', from: '2026-01-01', to: '2026-01-01' },
    { compare: 'none', filter: 'page=@"a;b,c&d"', segment: 'Ümlaut + more', params: { product: 'A&B=C' } },
  ]) {
    const asked = { ...PLAIN, site: 'demo', ...differs };
    assert.deepEqual(readAddress(writeAddress(asked)), asked);
  }
});

test('what goes without saying is not said', () => {
  assert.equal(writeAddress({ ...PLAIN, site: 'demo' }), '?site=demo&range=28d');
});

test('a wish changes what it names; what one view alone understands stays there', () => {
  const asked = { ...PLAIN, site: 'demo', filter: 'country==FR', params: { product: 'LAMP' } };
  for (const [wish, differs] of [
    [{ preset: '7d' }, { preset: '7d' }],
    [{ view: 'overview' }, {}],
    [{ view: 'products' }, { view: 'products', params: {} }],
    [{ view: 'products', params: { product: 'MUG' } }, { view: 'products', params: { product: 'MUG' } }],
    [{ filter: '' }, { filter: '' }],
  ]) {
    assert.deepEqual(wished(asked, wish), { ...asked, ...differs }, JSON.stringify(wish));
  }
});
