// What runs before the Wasm is ready, and the only part that touches the page's globals. It writes every call down as
// JSON, in order, with its time, and lets nothing it does become an error of the page. Where Wasm can't run, it sends the
// calls itself, less what only the Wasm could make harmless, and the collector runs the same Rust on them.
(() => {
  'use strict';
  const script = document.currentScript;
  const src = script && script.src;
  if (!src || window.footfall && window.footfall.ready) return;

  const quietly = (action) => function () {
    try { return action.apply(this, arguments); } catch (_) { /* never into the page */ }
  };
  const has = (option) => script.hasAttribute('data-' + option);
  const said = (option) => script.getAttribute('data-' + option);
  const random = () => (Math.random().toString(16) + '0000000000').slice(2, 12);

  const base = src.replace(/[^/]*$/, '');
  const endpoint = base + '__BATCH__';
  const pageLoad = ('0' + Date.now().toString(16)).slice(-12) + random() + random();
  let site = said('site') || (/\/(?!(?:footfall|matomo|piwik|ppms)\.)([\w-]+)\.js/.exec(src) || [])[1];

  // The 5,000th call before the Wasm came is a loop, not a shopper. The tracker reports how many were let go.
  const MOST_WAITING = 5000;
  let waiting = [];
  let passed = 0;
  let tracker;

  // JSON by hand: the page may have its own JSON.stringify, getters that throw and layers that contain themselves. A call
  // is written once, as it was when it was made, up to so many characters.
  const MOST_CHARS = 3e5;
  const MOST_TEXT = 9999;
  const MOST_DEPTH = 8;
  let budget, shallow, bare;
  // Without the Wasm no free text leaves: of names of fields that are the shop's own words, and of the deeper ones.
  const SAFE = /^(event|currency(Code)?|(transaction_|location_|order)[iI]d|(item|promotion|creative)_\w+|affiliation|coupon|shipping_tier|payment_type|analytics_storage|\w*[tT]otal|value|tax|shipping|discount|price|quantity|revenue|index)$/;
  const DEEP = /^(id|sku|name|brand|variant|category|list|position|creative)$/;
  const quote = (text) => '"' + text.slice(0, MOST_TEXT).replace(
    /[\0-\x1f"\\]/g,
    (c) => '\\u' + ('000' + c.charCodeAt(0).toString(16)).slice(-4),
  ) + '"';
  const bareUrl = (url) => {
    const tags = url.match(/utm_\w+=[^&#]*/g);
    return url.split('?')[0] + (tags ? '?' + tags.join('&') : '');
  };
  const write = (holder, key, depth, name) => {
    try {
      let value = holder[key];
      const type = typeof value;
      if (type == 'string') {
        if (bare) {
          if (depth == 1 && /^https?:/.test(value)) value = bareUrl(value);
          else if (name ? !(SAFE.test(name) || depth > 2 && DEEP.test(name)) : key > 3 - depth) return 'null';
        }
        value = quote(value);
        budget -= value.length;
        return budget > 0 ? value : 'null';
      }
      if (type == 'number' && isFinite(value) || type == 'boolean') return '' + value;
      if (!value || type != 'object' || --budget < 0 || depth > MOST_DEPTH || value.nodeType) return 'null';
      const list = Array.isArray(value) || {}.toString.call(value) == '[object Arguments]';
      // Tag managers push whole elements beside what they say.
      if (shallow && depth == 2 && name && name != 'ecommerce') return 'null';
      const parts = Object.keys(value).map((inner) =>
        (list ? '' : quote(inner) + ':') + write(value, inner, depth + 1, list ? name : inner));
      return list ? '[' + parts + ']' : '{' + parts + '}';
    } catch (_) {
      return 'null';
    }
  };
  const written = (call, isBare) => {
    budget = MOST_CHARS;
    bare = isBare;
    shallow = call[0] == 'layer';
    return write([call], 0, 0, '');
  };

  const take = (...call) => {
    call.splice(1, 0, Date.now());
    const text = written(call);
    watch('call', text);
    if (tracker) tracker.take(text);
    else if (waiting.length < MOST_WAITING) waiting[waiting.length] = text;
    else passed++;
    plan(700);
    const [kind, , what] = call;
    const storage = kind == 'consent' ? what : kind == 'layer' && what[0] == 'consent' && what[2].analytics_storage;
    if (storage) denied = storage == 'denied';
  };

  // The page, and where a single-page shop has gone since. Several steps of a router in one task are one.
  let here, title, begun;
  const route = () => has('hash-routes') && /^#!?\//.test(location.hash) ? location.hash : '';
  const address = () => location.href.split('#')[0] + route();
  const look = quietly(() => {
    if (!begun) return;
    const { pathname, search } = location;
    const path = pathname + (has('query-routes') ? search : '') + route();
    if (path == here) return;
    const isFirst = here == null;
    here = path;
    take('view', address(), isFirst ? document.referrer : '', title);
  });
  const moved = quietly(() => {
    title = document.title;
    setTimeout(look);
  });
  const say = quietly((kind, ...values) => {
    look();
    if (kind == 'page') values = [address(), ''];
    take(kind, ...values);
  });

  // Without the Wasm: what waits, in requests of its own.
  let alone, denied, timer, sent = 0, view = '', viewNumber = 0, backOff = 1000;
  const plan = (delay) => {
    if (alone && !timer) timer = setTimeout(flush, delay);
  };
  const flush = quietly((leaving) => {
    timer = 0;
    if (denied) {
      if (waiting.some((call) => /^\["view/.test(call))) here = '';
      waiting = [];
    }
    if (!waiting.length || tracker) return;
    let count = 0, calls = '', lastView = view, lastNumber = viewNumber;
    for (const call of waiting) {
      if (calls.length > 25000) break;
      calls += (count ? ',' : '') + written(JSON.parse(call), 1);
      if (/^\["(view|page)/.test(call)) {
        lastView = call;
        lastNumber = sent + count;
      }
      count++;
    }
    const body = '{"v":1,"sent_at":' + Date.now() + ',"site":' + quote(site) + ',"page_load":"' + pageLoad
      + '","dropped":' + passed + ',"first_n":' + sent
      + (view && ',"view":' + viewNumber + ',"page":' + written(JSON.parse(view), 1)) + ',"calls":[' + calls + ']}';
    const done = () => {
      waiting.splice(0, count);
      sent += count;
      passed = 0;
      view = lastView;
      viewNumber = lastNumber;
    };
    if (leaving) {
      if (navigator.sendBeacon(endpoint, body)) {
        done();
        flush(leaving);
      }
      return;
    }
    timer = 1;
    fetch(endpoint, { method: 'POST', body, keepalive: true, credentials: 'omit' }).then(({ status }) => {
      if (status >= 500 || status == 429) throw status;
      done();
      backOff = 1000;
    }).catch(() => { backOff = Math.min(backOff * (2 + Math.random()), 3e5); }).then(() => {
      timer = 0;
      if (waiting.length) plan(backOff);
    });
  });
  const leave = () => { if (!tracker) flush(1); };

  // The shop's own data layer, read as it is pushed; what its tag manager does with it stays as it was.
  let heard;
  const hear = quietly(() => {
    paq();
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
  // Piwik PRO's and Matomo's.
  let paqed;
  const paq = () => {
    if (paqed || !window._paq && site) return;
    paqed = import(base + '__PAQ__').then((dialect) => { site = dialect.default(say, window) || site; }).catch(() => {});
  };

  // A developer's view. What happens before it is there is told to it then.
  let watch = () => {};
  const debug = quietly(() => {
    const before = [];
    watch = (...news) => { before[before.length] = news; };
    import(base + '__DEBUG__')
      .then((view) => view.default({ base, site, endpoint, scrubParams: said('scrub-params') || '' }))
      .then((tell) => {
        footfall.watch = watch = quietly(tell);
        before.forEach((news) => watch(...news));
      })
      .catch(() => {});
  });

  const command = (kind) => (...values) => say(kind, ...values);
  const before = window.footfall;
  const footfall = {
    push: (call) => say(...call), track: command('track'), page: command('page'), consent: command('consent'), debug,
  };

  quietly(() => {
    window.footfall = footfall;
    const listen = (target, kind, action) => target.addEventListener(kind, quietly(action));
    if (/[?&]footfall_debug/.test(location.search)) debug();
    footfall.ready = new Promise((ready) => {
      const begin = quietly(() => {
        // What was said while the page was rendered in advance comes after its view.
        const early = waiting;
        waiting = [];
        begun = 1;
        look();
        waiting = waiting.concat(early);
        for (const name of ['pushState', 'replaceState']) {
          const original = history[name];
          history[name] = function () {
            moved();
            return original.apply(this, arguments);
          };
        }
        listen(window, 'popstate', moved);
        listen(window, 'hashchange', moved);
        // Shown again from the back/forward cache: the same document, another view of it.
        listen(window, 'pageshow', (event) => {
          if (event.persisted) {
            here = '';
            look();
          }
        });
        listen(window, 'pagehide', leave);
        listen(document, 'visibilitychange', () => { if (document.hidden) leave(); });
        // Both at once, and behind the page's own resources.
        const wasm = fetch(base + '__WASM__', { credentials: 'omit', priority: 'low' });
        // Awaited only once the glue is there: until then its failure would be the page's unhandled rejection.
        wasm.catch(() => {});
        import(base + '__GLUE__').then((module) => module.default(wasm).then(() => paqed).then(() => {
          module.start('[' + [site, endpoint, pageLoad, said('scrub-params') || ''].map(quote)
            + ',' + sent + ',' + passed + (view && ',' + view + ',' + viewNumber) + ']');
          tracker = module;
          waiting.splice(0).forEach(quietly(module.take));
          ready();
        })).catch(() => {
          alone = 1;
          plan(0);
        });
      });
      // A page that is rendered in advance may never be looked at.
      if (document.prerendering) document.addEventListener('prerenderingchange', begin, { once: true });
      else begin();
    });
    if (Array.isArray(before)) before.forEach(footfall.push);
    hear();
    // A shop that assigns a new array to dataLayer while it loads is heard all the same.
    listen(document, 'DOMContentLoaded', hear);
    listen(window, 'load', hear);
  })();
})();
