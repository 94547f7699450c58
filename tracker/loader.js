// What runs before anything else of ours is there, and the only part that touches the shop's globals. It writes every
// call down as JSON, in order, with its time, and lets nothing it does become an error of the page. `start.js` goes on.
(() => {
  'use strict';
  const script = document.currentScript;
  const src = script && script.src;
  if (!src || window.footfall && window.footfall.ready) return;

  const quietly = (action) => function () {
    try { return action.apply(this, arguments); } catch (_) { /* never into the page */ }
  };
  const option = (name) => script.getAttribute('data-' + name);
  const random = () => Math.random().toString(16).slice(2);
  const listen = (kind, action) => window.addEventListener(kind, quietly(action));
  const base = src.replace(/[^/]*$/, '');

  // The 5,000th call before the tracker came is a loop, not a shopper. It reports how many were let go.
  const MOST_WAITING = 5000;
  // What `start.js` takes over.
  const state = {
    base,
    option,
    endpoint: base + '__BATCH__',
    site: option('site') || (/\/(?!(?:footfall|matomo|piwik|ppms)\.)([\w-]+)\.js/.exec(src) || [])[1],
    // 12 hex digits of the time, 20 random.
    pageLoad: ('0' + Date.now().toString(16) + random() + random() + random()).slice(0, 32),
    waiting: [],
    passed: 0,
  };

  // JSON by hand: the page may have its own JSON.stringify, getters that throw and layers that contain themselves. A call
  // is written once, as it was when it was made, up to so many characters. `spare` says what of a text may be written.
  const MOST_CHARS = 3e5;
  const MOST_TEXT = 9999;
  const MOST_DEPTH = 8;
  let budget, isLayer, spare;
  const quote = (text) => '"' + text.slice(0, MOST_TEXT).replace(
    /[\0-\x1f"\\]/g,
    (c) => '\\u' + ('000' + c.charCodeAt(0).toString(16)).slice(-4),
  ) + '"';
  const write = (holder, key, depth, name) => {
    try {
      let value = holder[key];
      const type = typeof value;
      // Beside what an entry of the layer says of commerce stand whole elements, and what is others' to read.
      if (isLayer && depth == 2 && name && name != 'ecommerce'
        && (holder.ecommerce ? name != 'event' : type == 'object')) return 'null';
      if (type == 'string') {
        if (spare) value = spare(value, name, key, depth);
        if (value != null) budget -= (value = quote(value)).length;
        return budget > 0 ? '' + value : 'null';
      }
      if (type == 'number' && isFinite(value) || type == 'boolean') return '' + value;
      if (!value || type != 'object' || --budget < 0 || depth > MOST_DEPTH || value.nodeType) return 'null';
      const isList = Array.isArray(value) || {}.toString.call(value) == '[object Arguments]';
      const parts = Object.keys(value).map((inner) =>
        (isList ? '' : quote(inner) + ':') + write(value, inner, depth + 1, isList ? name : inner));
      return isList ? '[' + parts + ']' : '{' + parts + '}';
    } catch (_) {
      return 'null';
    }
  };
  state.quote = quote;
  state.write = (call, sparing) => {
    budget = MOST_CHARS;
    spare = sparing;
    isLayer = call[0] == 'layer';
    return write([call], 0, 0);
  };

  const take = (kind, ...values) => {
    const text = state.write([kind, Date.now()].concat(values));
    if (state.take) state.take(text);
    else if (state.waiting.length < MOST_WAITING) state.waiting[state.waiting.length] = text;
    else state.passed++;
  };

  // The page, and where a single-page shop has gone since.
  let here;
  const address = () => {
    const [url, route] = location.href.split('#');
    return option('hash-routes') != null && /^!?\//.test(route) ? url + '#' + route : url;
  };
  state.look = quietly((title, again) => {
    const url = address();
    const path = option('query-routes') == null ? url.replace(/\?[^#]*/, '') : url;
    if (path == here && !again) return;
    const isFirst = !here;
    here = path;
    take('view', url, isFirst ? document.referrer : '', title);
  });
  // While a page is rendered in advance nobody looks at it.
  const say = state.say = quietly((kind, ...values) => {
    if (here) state.look();
    if (kind == 'page') values = [address(), ''];
    take(kind, ...values);
  });

  // The shop's own data layer, read as it is pushed; what its tag manager does with it stays as it was.
  let heard;
  const hear = quietly(() => {
    const layer = window.dataLayer = window.dataLayer || [];
    if (layer === heard || !Array.isArray(layer)) return;
    heard = layer;
    const seen = (entry) => say('layer', entry);
    layer.forEach(seen);
    const { push } = layer;
    layer.push = function () {
      for (let i = 0; i < arguments.length; i++) seen(arguments[i]);
      return push.apply(this, arguments);
    };
  });

  // Several steps of a router in one task are one. The title is the old page's until its router sets another.
  const moved = quietly(() => {
    const { title } = document;
    setTimeout(() => state.look(title));
  });

  const command = (kind) => (...values) => say(kind, ...values);
  const before = window.footfall;
  const footfall = window.footfall = {
    push: quietly((call) => say(...call)), track: command('track'), page: command('page'), consent: command('consent'),
    debug: () => footfall.ready.then(() => footfall.debug()),
  };
  footfall.ready = new Promise((ready) => {
    const begin = quietly(() => {
      // What was said while the page was rendered in advance comes after its view.
      const early = state.waiting;
      state.waiting = [];
      state.look();
      state.waiting = state.waiting.concat(early);
      for (const name of ['pushState', 'replaceState']) {
        const original = history[name];
        history[name] = function () {
          moved();
          return original.apply(this, arguments);
        };
      }
      listen('popstate', moved);
      listen('hashchange', moved);
      // Shown again from the back/forward cache: the same document, another view of it.
      listen('pageshow', (event) => { if (event.persisted) state.look(null, 1); });
      // Both at once, and behind the page's own resources.
      const wasm = (async () => fetch(base + '__WASM__', { credentials: 'omit', priority: 'low' }))();
      // Awaited only once the module is there: until then its failure would be the page's unhandled rejection.
      wasm.catch(() => {});
      import(base + '__GLUE__').then((module) => module.default(state, wasm)).then(ready, () => {});
    });
    if (document.prerendering) document.addEventListener('prerenderingchange', begin, { once: true });
    else begin();
  });
  quietly(() => {
    if (Array.isArray(before)) before.forEach(footfall.push);
    hear();
    // A shop that assigns a new array to dataLayer while it loads is heard all the same.
    document.addEventListener('DOMContentLoaded', hear);
    listen('load', hear);
  })();
})();
