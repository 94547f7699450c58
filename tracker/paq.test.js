// The memory of `_paq`'s older calls, on a window of nothing but what it touches.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

// Read rather than imported: a module beside no package.json is a script to older versions of Node.
const source = await readFile(new URL('./paq.js', import.meta.url), 'utf8');
const { default: start } = await import(`data:text/javascript,${encodeURIComponent(source)}`);

/** A window with a queue, and all that was said about it. */
function page(_paq, more = {}) {
  const said = [];
  const listeners = {};
  const stored = new Map();
  const listen = (kind, listener) => { listeners[kind] = listener; };
  const window = {
    _paq,
    location: { href: 'https://shop.example/lamps?x=1' },
    document: { referrer: 'https://search.example/', addEventListener: listen },
    addEventListener: listen,
    localStorage: {
      getItem: (key) => stored.get(key) ?? null,
      setItem: (key, value) => stored.set(key, String(value)),
      removeItem: (key) => stored.delete(key),
    },
    ...more,
  };
  const siteId = start((...call) => said.push(call), window);
  return { window, said, siteId, listeners, stored };
}

const VIEW = ['paq', 'trackPageView', null, 'https://shop.example/lamps?x=1', 'https://search.example/'];

test('what was pushed before and what is pushed later is said in order', () => {
  const { window, said, siteId } = page([['setTrackerUrl', '/matomo.php'], ['setSiteId', 'shop'], ['trackPageView']]);
  assert.equal(siteId, 'shop');
  window._paq.push(['trackEvent', 'a', 'b'], ['trackGoal', 1]);
  window._paq.push(['nobodyKnowsThis', { a: 1 }]);
  assert.deepEqual(said, [
    VIEW,
    ['paq', 'trackEvent', 'a', 'b'],
    ['paq', 'trackGoal', 1],
    ['paq', 'nobodyKnowsThis', { a: 1 }],
  ]);
  assert.equal(window._paq.length, 6, 'and stays there for their own script');
});

test('settings are known and not said', () => {
  const { said } = page([['enableLinkTracking'], ['enableHeartBeatTimer', 15], ['setDoNotTrack', true], ['setUserId', 'a'], ['resetUserId']]);
  assert.deepEqual(said, []);
});

test('the items of the older calls become one cart, and an order empties it', () => {
  const { window, said } = page([]);
  const push = (...entry) => window._paq.push(entry);
  push('addEcommerceItem', 'A', 'Lamp', ['Home', 'Lamps'], 5, 1);
  push('addEcommerceItem', 'B');
  push('addEcommerceItem', 'A', 'Lamp', ['Home', 'Lamps'], 5, 2);
  push('addEcommerceItem', '');
  assert.deepEqual(window.Matomo.getTracker().getEcommerceItems(), {
    A: ['A', 'Lamp', ['Home', 'Lamps'], 5, 2],
    B: ['B', undefined, undefined, undefined, undefined],
  });
  push('trackEcommerceCartUpdate', 15);
  push('removeEcommerceItem', 'B');
  push('trackEcommerceOrder', 'O-1', 12.5, 10, 2, 0.5, false);
  push('trackEcommerceCartUpdate', 0);
  const lamp = { sku: 'A', name: 'Lamp', category: ['Home', 'Lamps'], price: 5, quantity: 2 };
  const nothing = { name: undefined, category: undefined, price: undefined, quantity: undefined };
  assert.deepEqual(said, [
    ['paq', 'ecommerceCartUpdate', [lamp, { sku: 'B', ...nothing }], 15],
    ['paq', 'ecommerceOrder', [lamp], { orderId: 'O-1', grandTotal: 12.5, subTotal: 10, tax: 2, shipping: 0.5, discount: false }],
    ['paq', 'ecommerceCartUpdate', [], 0],
  ]);
  push('addEcommerceItem', 'C');
  push('clearEcommerceCart');
  assert.deepEqual(window.Piwik.getTracker().getEcommerceItems(), {});
});

test('a product is viewed with its page, once', () => {
  const { window, said } = page([['setEcommerceView', 'A', 'Lamp', 'Home', 5], ['trackPageView'], ['trackEvent', 'a', 'b'], ['trackPageView']]);
  window._paq.push(['setEcommerceView', false, false, 'Home'], ['trackPageView']);
  const product = { sku: 'A', name: 'Lamp', category: 'Home', price: 5 };
  assert.deepEqual(said, [
    VIEW, ['paq', 'ecommerceProductDetailView', [product]], ['paq', 'trackEvent', 'a', 'b'], VIEW, VIEW,
  ]);
});

test('a page has the names it was given', () => {
  const { window, said } = page([['setCustomUrl', '/virtual'], ['setDocumentTitle', 'Lamps'], ['setReferrerUrl', ''], ['trackPageView']]);
  window._paq.push(['trackPageView', 'Own title']);
  assert.deepEqual(said, [
    ['paq', 'trackPageView', 'Lamps', 'https://shop.example/virtual', ''],
    ['paq', 'trackPageView', 'Own title', 'https://shop.example/virtual', ''],
  ]);
});

test('functions in the queue are called with the tracker, and may push', () => {
  const { window, said } = page([[function (by) { this.trackGoal(by); }, 7]]);
  window._paq.push([function () { window._paq.push(['trackGoal', 8]); this.trackGoal(9); }]);
  assert.deepEqual(said, [['paq', 'trackGoal', 7], ['paq', 'trackGoal', 8], ['paq', 'trackGoal', 9]]);
});

test('trackers can be had by name, whatever is asked of them', async () => {
  const { window, said } = page([]);
  for (const api of [window.Matomo, window.Piwik]) {
    for (const tracker of [api.getTracker('/matomo.php', 3), api.getAsyncTracker()]) {
      tracker.trackGoal(1);
      assert.equal(tracker.noSuchMethod(), undefined);
      assert.equal(await tracker, tracker, 'is no promise');
    }
    assert.notEqual(typeof api, 'object', 'or their own script would not start');
  }
  assert.equal(said.length, 8);
});

test('the site may be named where the tracker is made', () => {
  const init = { matomoAsyncInit() { init.window.Matomo.getTracker('/matomo.php', 'shop').trackPageView(); } };
  const window = { get location() { return { href: 'https://shop.example/' }; } };
  const said = [];
  const all = { ...init, document: { referrer: '', addEventListener() {} }, addEventListener() {}, location: window.location };
  init.window = all;
  assert.equal(start((...call) => said.push(call), all), 'shop');
  assert.deepEqual(said, [['paq', 'trackPageView', null, 'https://shop.example/', '']]);
  assert.equal(page([]).siteId, undefined);
});

test('entries that throw, or are none, trouble nobody', () => {
  const { window, said } = page([null, 5, 'text', [], [() => { throw new Error('theirs'); }], ['setCustomUrl', 'http://['], ['trackPageView']]);
  window._paq.push(undefined, { length: 1 }, ['__proto__'], ['constructor'], ['setCustomUrl', ''], ['trackPageView']);
  const pushed = said.filter(([, command]) => command === 'trackPageView');
  assert.deepEqual(pushed, [VIEW]);
});

test('a queue that their own script has replaced is heard, before and after', () => {
  const theirs = [];
  const queue = { push(...entries) { theirs.push(...entries); } };
  const { window, said, listeners } = page(queue);
  window._paq.push(['trackGoal', 1]);
  const later = { push(...entries) { theirs.push(...entries); } };
  window._paq = later;
  listeners.load();
  listeners.load();
  window._paq.push(['trackGoal', 2]);
  assert.deepEqual(said, [['paq', 'trackGoal', 1], ['paq', 'trackGoal', 2]]);
  assert.deepEqual(theirs, [['trackGoal', 1], ['trackGoal', 2]], 'and works as before');
  const { said: assigned, window: other, listeners: of } = page([]);
  other._paq = [['trackGoal', 3]];
  of.DOMContentLoaded();
  assert.deepEqual(assigned, [['paq', 'trackGoal', 3]]);
});

test('consent is said as theirs means it', () => {
  const check = (commands, expected) => {
    const { said } = page(commands.map((command) => [].concat(command)));
    assert.deepEqual(said.map(([kind, word]) => (assert.equal(kind, 'consent'), word)), expected, commands.join());
  };
  check(['requireConsent'], ['denied']);
  check(['requireConsent', 'setConsentGiven'], ['denied', 'granted']);
  check(['requireConsent', ['setConsentGiven', false]], ['denied', 'anonymous']);
  check(['requireConsent', 'setCookieConsentGiven'], ['denied', 'denied']);
  check(['requireConsent', 'rememberConsentGiven', 'forgetConsentGiven'], ['denied', 'granted', 'denied']);
  check(['disableCookies'], ['anonymous']);
  check(['requireCookieConsent', 'setCookieConsentGiven', 'forgetCookieConsentGiven'], ['anonymous', 'granted', 'anonymous']);
  check(['optUserOut'], ['denied']);
});

test('consent is remembered as long as it was given for, and only where it was given', () => {
  const first = page([['requireConsent'], ['requireCookieConsent']]);
  assert.equal(first.stored.size, 0, 'nothing lies on the device before');
  first.window._paq.push(['rememberConsentGiven', 24], ['rememberCookieConsentGiven']);
  const next = (ms, key) => {
    const now = Date.now;
    Date.now = () => now() + ms;
    const { said } = page([[key]], { localStorage: first.window.localStorage });
    Date.now = now;
    return said[0][1];
  };
  assert.equal(next(23 * 36e5, 'requireConsent'), 'granted');
  assert.equal(next(25 * 36e5, 'requireConsent'), 'denied');
  assert.equal(next(9479 * 36e5, 'requireCookieConsent'), 'granted');
  assert.equal(next(9481 * 36e5, 'requireCookieConsent'), 'anonymous');
  first.window._paq.push(['forgetConsentGiven'], ['forgetCookieConsentGiven']);
  assert.equal(first.stored.size, 0);
  const blocked = page([['requireConsent'], ['rememberConsentGiven']], { localStorage: null });
  assert.deepEqual(blocked.said.map(([, word]) => word), ['denied', 'granted']);
});
