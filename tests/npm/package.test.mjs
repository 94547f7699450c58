// The package as Node imports it: on a server without a document, and in the smallest page that there is.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

const PACKAGE = new URL('../../tracker/npm/index.js', import.meta.url).href;

/** A fresh copy of the package, as a fresh page has it. */
let copies = 0;
const load = () => import(`${PACKAGE}?copy=${copies++}`);

/** A page with nothing but what the package asks of one. */
function page() {
  const listeners = new Map();
  const scripts = [];
  globalThis.window = {};
  globalThis.location = { href: 'https://shop.example/lamps?x=1' };
  globalThis.document = {
    scripts,
    head: { appendChild: (script) => scripts.push(script) },
    createElement: (name) => {
      const attributes = {};
      return { name, attributes, setAttribute: (key, value) => { attributes[key] = value; } };
    },
    addEventListener: (kind, listener) => listeners.set(listener, kind),
    removeEventListener: (kind, listener) => listeners.delete(listener),
  };
  return {
    scripts,
    listeners,
    /** The tag's script runs, as the loader does: it takes the queue and puts itself in its place. */
    tagLoads() {
      const said = [...(Array.isArray(window.footfall) ? window.footfall : [])];
      let isReady;
      let debugged = 0;
      window.footfall = {
        push: (call) => said.push(call),
        debug: () => { debugged++; },
        ready: new Promise((resolve) => { isReady = resolve; }),
      };
      for (const listener of [...listeners.keys()]) listener();
      return { said, isReady, debugged: () => debugged };
    },
  };
}

const OPTIONS = { host: 'https://stats.example/', site: 'shop' };

beforeEach(() => {
  for (const name of ['window', 'document', 'location']) delete globalThis[name];
});

test('on a server every call is nothing, and nothing waits', async () => {
  const { footfall, limits, ...alone } = await load();
  footfall.install(OPTIONS);
  footfall.track('purchase', { transaction_id: 'A-1' });
  footfall.push(['page']);
  footfall.page();
  footfall.consent('granted');
  footfall.debug();
  alone.track('login');
  assert.equal(await footfall.ready, undefined);
  assert.equal(globalThis.window, undefined);
  assert.equal(limits.items, 200);
  assert.equal(alone.default, footfall);
});

test('the tag is put into the page once, with what it is told', async () => {
  const { scripts } = page();
  const { install } = await load();
  install({ ...OPTIONS, hashRoutes: true, queryRoutes: true, scrubParams: ['member', 'ref'], nonce: 'abc' });
  install(OPTIONS);
  assert.equal(scripts.length, 1);
  const [tag] = scripts;
  assert.deepEqual(
    [tag.name, tag.src, tag.async, tag.nonce],
    ['script', 'https://stats.example/footfall.js', true, 'abc'],
  );
  assert.deepEqual(tag.attributes, {
    'data-site': 'shop', 'data-hash-routes': '', 'data-query-routes': '', 'data-scrub-params': 'member,ref',
  });
});

test('settings that are left out are no attributes', async () => {
  const { scripts } = page();
  const { install } = await load();
  install({ host: '/stats', site: 'shop', hashRoutes: false, scrubParams: [] });
  assert.equal(scripts[0].src, 'https://shop.example/stats/footfall.js');
  assert.deepEqual(scripts[0].attributes, { 'data-site': 'shop' });
});

test('a tag in the page is not put there again', async () => {
  const { scripts } = page();
  scripts.push({ src: 'https://stats.example/footfall.js' });
  const { install } = await load();
  install(OPTIONS);
  assert.equal(scripts.length, 1);
});

test('an address that is none warns and throws nothing, and a right one works afterwards', async (context) => {
  const { scripts } = page();
  const warned = context.mock.method(console, 'warn', () => {});
  const { install } = await load();
  install({ host: 'https://', site: 'shop' });
  install(undefined);
  assert.deepEqual([scripts.length, warned.mock.callCount()], [0, 2]);
  install(OPTIONS);
  assert.equal(scripts.length, 1);
});

test('calls wait in order, as they were when they were made', async () => {
  const world = page();
  const { install, track, page: view, consent } = await load();
  const cart = [{ item_id: 'SKU-1', price: 1.5, onClick() {} }];
  track('purchase', { transaction_id: 'A-1', items: cart });
  cart[0].price = 0;
  cart.length = 0;
  install(OPTIONS);
  view();
  consent('denied');
  const { said } = world.tagLoads();
  track('login');
  assert.deepEqual(said, [
    ['track', 'purchase', { transaction_id: 'A-1', items: [{ item_id: 'SKU-1', price: 1.5, onClick: undefined }] }],
    ['page'],
    ['consent', 'denied'],
    ['track', 'login', undefined],
  ]);
});

test('what the page hands over can be of any kind', async () => {
  page();
  const { track, footfall } = await load();
  const cycle = {};
  for (const name of 'abcdefghijklmnopqrst') cycle[name] = cycle;
  const thrower = { get price() { throw new Error('not now'); }, color: 'red' };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  track('cycle', cycle);
  track('thrower', thrower);
  track('revoked', revoked.proxy);
  track('none', null);
  footfall.push(null);
  footfall.push({ length: 5 });
  track('after');
  const said = window.footfall;
  assert.deepEqual(said.map(([, name]) => name), ['cycle', 'thrower', 'revoked', 'none', 'after']);
  assert.deepEqual(said[1][2], { color: 'red' });
  assert.ok(JSON.stringify(said[0]).length < 200_000, 'bounded');
});

test('a shop that never installs the tag keeps a bounded number of calls', async () => {
  page();
  const { track } = await load();
  for (let n = 0; n < 6_000; n++) track('custom', { n });
  assert.equal(window.footfall.length, 5_000);
});

test('ready and debug wait for the tag, whoever put it there', async () => {
  const world = page();
  const { footfall } = await load();
  let isReady = false;
  footfall.debug();
  const ready = footfall.ready.then(() => { isReady = true; });
  for (const listener of world.listeners.keys()) listener(); // a picture has loaded
  const tag = world.tagLoads();
  await Promise.resolve();
  assert.equal(isReady, false);
  tag.isReady();
  await ready;
  assert.deepEqual([isReady, tag.debugged(), world.listeners.size], [true, 1, 0]);
});
