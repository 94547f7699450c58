// Matomo's and Piwik PRO's queue, `_paq`, for shops that have it: loaded only there.
//
// Calls that stand for themselves are said on as they are, and Rust reads them (protocol/src/paq.rs), the unknown ones
// included. What is left here has a memory: the items of the older calls, the page's own names, and consent. Nothing here
// throws into the page.

// What needs nothing done: where theirs would send to, how it would store, what we measure anyway.
const SETTINGS = `setTrackerUrl setAPIUrl setDoNotTrack setUserId resetUserId setDomains setCookieDomain setCookiePath
setCookieNamePrefix setCookieSameSite setSecureCookie setVisitorCookieTimeout setSessionCookieTimeout setRequestMethod
setLinkTrackingTimer enableLinkTracking enableHeartBeatTimer enableJSErrorTracking enableCrossDomainLinking enableCookies
disablePerformanceTracking alwaysUseSendBeacon disableAlwaysUseSendBeacon`.split(/\s+/);
// As long as a visitor's id may live: 13 months.
const MOST_HOURS = 9480;

export default function (say, window) {
  const { document } = window;
  const items = new Map();
  let siteId, url, referrer, product;
  let title = null;
  let allowed = true;
  let cookies;

  const quietly = (action) => function () {
    try { return action.apply(this, arguments); } catch { /* never into the page */ }
  };
  const pass = (...call) => say('paq', ...call);

  // Consent that theirs would remember in a cookie; kept only after it was given.
  const remember = quietly((name, hours) => {
    window.localStorage.setItem(name, Date.now() + Math.min(hours || MOST_HOURS, MOST_HOURS) * 36e5);
  });
  const forget = quietly((name) => window.localStorage.removeItem(name));
  const remembers = quietly((name) => window.localStorage.getItem(name) > Date.now());
  const sayConsent = () => say('consent', allowed ? cookies ? 'granted' : 'anonymous' : 'denied');

  const commands = {
    __proto__: null,
    setSiteId(id) { siteId = id; },
    setCustomUrl(to) { url = to; },
    setDocumentTitle(to) { title = to; },
    setReferrerUrl(to) { referrer = to; },
    trackPageView(named) {
      const { href } = window.location;
      pass('trackPageView', named || title, url ? new URL(url, href).href : href, referrer ?? document.referrer);
      if (product) pass('ecommerceProductDetailView', [product]);
      product = undefined;
    },

    // Theirs repeats a product with every request of its page; it is viewed with the page, once.
    setEcommerceView(sku, name, category, price) { product = sku && { sku, name, category, price }; },
    addEcommerceItem(sku, name, category, price, quantity) {
      if (sku) items.set(String(sku), { sku, name, category, price, quantity });
    },
    removeEcommerceItem(sku) { items.delete(String(sku)); },
    clearEcommerceCart() { items.clear(); },
    getEcommerceItems() {
      const all = {};
      items.forEach((item, sku) => { all[sku] = Object.values(item); });
      return all;
    },
    trackEcommerceCartUpdate(total) { pass('ecommerceCartUpdate', [...items.values()], total); },
    trackEcommerceOrder(orderId, grandTotal, subTotal, tax, shipping, discount) {
      pass('ecommerceOrder', [...items.values()], { orderId, grandTotal, subTotal, tax, shipping, discount });
      items.clear();
    },

    requireConsent() {
      allowed = remembers('footfall.consent');
      cookies ??= allowed;
      sayConsent();
    },
    setConsentGiven(withCookies) {
      allowed = true;
      if (withCookies !== false) cookies = true;
      sayConsent();
    },
    rememberConsentGiven(hours) {
      remember('footfall.consent', hours);
      commands.setConsentGiven();
    },
    forgetConsentGiven() {
      forget('footfall.consent');
      allowed = false;
      sayConsent();
    },
    requireCookieConsent() {
      cookies = remembers('footfall.cookies');
      sayConsent();
    },
    setCookieConsentGiven() {
      cookies = true;
      sayConsent();
    },
    rememberCookieConsentGiven(hours) {
      remember('footfall.cookies', hours);
      commands.setCookieConsentGiven();
    },
    forgetCookieConsentGiven() {
      forget('footfall.cookies');
      commands.disableCookies();
    },
    disableCookies() {
      cookies = false;
      sayConsent();
    },
  };
  commands.optUserOut = commands.forgetConsentGiven;

  const run = quietly(([command, ...args]) => {
    if (typeof command === 'function') return command.apply(tracker, args);
    if (commands[command]) return commands[command](...args);
    if (!SETTINGS.includes(command)) pass(command, ...args);
  });

  // Any method can be called, known or not. Whoever awaits it shall not wait for ever.
  const methods = (call) => ({
    get: (_, name) => typeof name === 'string' && name !== 'then' ? (...args) => call(name, args) : undefined,
  });
  const tracker = new Proxy({}, methods((name, args) => run([name, ...args])));
  // A function, because their own script puts itself in the place of whatever is no object: it may still come.
  const api = new Proxy(() => {}, methods((_, [, id]) => {
    if (id) siteId = id;
    return tracker;
  }));

  let heard;
  const hear = quietly(() => {
    const queue = window._paq = window._paq || [];
    if (queue === heard) return;
    heard = queue;
    const { push } = queue;
    // Their own script keeps working with what is pushed.
    queue.push = function () {
      for (const entry of arguments) run(entry);
      return push.apply(this, arguments);
    };
    // Theirs, already started, is an object, and has read what came before.
    if (Array.isArray(queue)) queue.slice().forEach(run);
  });

  quietly(() => {
    window.Matomo = window.Matomo || api;
    window.Piwik = window.Piwik || api;
  })();
  hear();
  quietly(() => {
    // A new array, or their own script, in its place.
    document.addEventListener('DOMContentLoaded', hear);
    window.addEventListener('load', hear);
  })();
  for (const name of ['matomoAsyncInit', 'piwikAsyncInit']) quietly(() => window[name]())();
  return siteId;
}
