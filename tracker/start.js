// Takes over from `loader.js`: starts the Wasm. Where that can't run (a policy without 'wasm-unsafe-eval', an old browser, a
// failed download), or isn't there yet when the page goes, it sends the calls as they are, less what only the Wasm could
// make harmless, and the collector runs the same Rust on them.
import instantiate, { happened, start, take } from 'footfall-tracker';

import connect from './listen.js';

const quietly = (action) => (...values) => { try { return action(...values); } catch { /* never into the page */ } };

// Without the Wasm no free text leaves: no titles, no queries but campaigns', only short numbers and fields that hold the
// shop's own words.
const NUMBER = /^[\d.]{1,9}$/;
const SAFE = /^(event|currency(Code)?|(item|promotion|creative)_\w+|(transaction|location)_id|orderId|affiliation|coupon|shipping_tier|payment_type|analytics_storage)$/;
const DEEP = /^(id|sku|name|brand|variant|category|list|creative)$/;
// An address, or what only a machine writes: a part of a path that has one says nothing.
const PERSONAL = /@|%40|[^\W_]{32}/;
const spare = (text, name, key, depth) => {
  if (depth === 1 && /^https?:/.test(text)) {
    const tags = text.match(/utm_\w+=[^&#]*/g);
    const path = text.split('?')[0].split('/').map((part) => PERSONAL.test(part) ? '-' : part).join('/');
    return path + (tags ? `?${tags.filter((tag) => !PERSONAL.test(tag)).join('&')}` : '');
  }
  // In a list: the kind of a call, and the name of what it is about.
  const isSafe = name
    ? NUMBER.test(text) || !/@/.test(text) && (SAFE.test(name) || depth > 2 && DEEP.test(name))
    : key < 4 - depth && /^\w+$/.test(text);
  return isSafe ? text : null;
};

const VIEW = /^\["(view|page)/;
const FIRST_DELAY_MS = 700;
// Requests that outlive their page may carry 64 KiB together.
const MOST_CHARS = 25000;

export default async (state, wasm) => {
  const { base, endpoint, pageLoad, quote, write, say, option } = state;
  const { footfall } = window;
  const scrubParams = option('scrub-params') || '';
  const listen = (target, kind, action) => target.addEventListener(kind, quietly(action));

  // Piwik PRO's and Matomo's queue. Without a site in the tag, it may say which.
  let paqed;
  const paq = () => {
    if (!paqed && (window._paq || !state.site)) {
      paqed = import(base + '__PAQ__').then((dialect) => { state.site = dialect.default(say, window) || state.site; });
      paqed.catch(() => {});
    }
  };
  paq();
  listen(window, 'load', paq);

  // A developer's view. What happens before it is there is told to it then.
  footfall.debug = quietly(() => {
    // Until `state.take` is there, what waits is told when it is taken.
    const before = state.take ? state.waiting.map((call) => ['call', call]) : [];
    footfall.watch = (...news) => { before[before.length] = news; };
    import(base + '__DEBUG__')
      .then((view) => view.default({ base, site: state.site, endpoint, scrubParams }))
      .then((watch) => {
        footfall.watch = watch;
        before.forEach((news) => watch(...news));
      })
      .catch(() => {});
  });
  if (/[?&]footfall_debug/.test(location.search)) footfall.debug();

  // Calls that nobody objected to, for requests of our own.
  let tracker, isAlone, isDenied, unseen, timer;
  let pending = [];
  let sent = 0;
  let view = '';
  let viewNumber = 0;
  let backOffMs = FIRST_DELAY_MS;
  const sort = () => {
    let consentCall;
    for (const call of state.waiting.splice(0)) {
      const said = JSON.parse(call);
      const [kind, , what] = said;
      const storage = kind === 'consent' ? what : kind === 'layer' && what[0] === 'consent' && what[2]?.analytics_storage;
      if (storage) {
        consentCall = call;
        isDenied = storage === 'denied';
        // A page that nobody was told of is viewed when they agree.
        if (isDenied) unseen = pending.splice(0).filter((earlier) => VIEW.test(earlier)).pop() || unseen;
        else if (unseen) {
          const [opening, , ...page] = JSON.parse(unseen);
          pending = [write([opening, Date.now(), ...page])];
          unseen = 0;
        }
      } else if (!isDenied) pending.push(call);
      else if (VIEW.test(call)) unseen = call;
    }
    // The Wasm may still come, and has to know.
    if (consentCall && !isAlone) state.waiting = [consentCall];
  };
  const plan = () => {
    if (isAlone && !timer) timer = setTimeout(flush, backOffMs);
  };
  const flush = quietly(() => {
    if (tracker) return;
    timer = 0;
    sort();
    const spared = (call) => write(JSON.parse(call), spare);
    const calls = [];
    let chars = 0;
    for (const call of pending) {
      if (chars < MOST_CHARS) chars += (calls[calls.length] = spared(call)).length;
    }
    if (!chars) return;
    const page = view && `"view":${viewNumber},"page":${spared(view)},`;
    const body = `{"v":1,"sent_at":${Date.now()},"site":${quote(state.site)},"page_load":"${pageLoad}","dropped":${state.passed},"first_n":${sent},${page}"calls":[${calls}]}`;
    footfall.watch?.('request', body);
    const end = sent + calls.length;
    const done = () => {
      for (; sent < end; sent++) {
        const call = pending.shift();
        if (VIEW.test(call)) [view, viewNumber] = [call, sent];
      }
      state.passed = 0;
    };
    if (!isAlone) done();
    timer = 1;
    (async () => fetch(endpoint, { method: 'POST', body, keepalive: true, credentials: 'omit' }))().then(async (response) => {
      await response.text();
      if (response.status >= 500 || response.status === 429) throw response;
      done();
      backOffMs = FIRST_DELAY_MS;
    }).catch(() => {
      backOffMs *= 2 + Math.random();
      // The page has put one of its own in the place of fetch.
      if (!/\[native/.test(fetch) && navigator.sendBeacon(endpoint, body)) done();
    }).then(() => {
      timer = 0;
      if (pending.length || state.waiting.length) plan();
    });
  });
  // The page goes, or is only hidden and the Wasm will come: everything leaves, and who goes on knows where.
  const leave = () => { for (let before = -1; sent > before;) before = sent, flush(); };
  listen(window, 'pagehide', leave);
  listen(document, 'visibilitychange', () => { if (document.hidden) leave(); });

  try {
    await instantiate(wasm);
    await paqed;
    const known = [state.site, endpoint, pageLoad, scrubParams].map(quote);
    start(`[${known},${sent},${state.passed}${view && `,${view},${viewNumber}`}]`);
    tracker = 1;
    connect(happened, say, quietly);
  } catch {
    isAlone = 1;
    await paqed;
  }
  state.take = quietly((call) => {
    footfall.watch?.('call', call);
    if (tracker) return take(call);
    state.waiting.push(call);
    plan();
  });
  pending.concat(state.waiting.splice(0)).forEach(state.take);
};
