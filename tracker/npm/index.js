// The tracker itself is not in here: it comes from the shop's own collector, so that the two are never of different
// versions. This puts its tag into the page, keeps calls until it is there, and does nothing on a server.
//
// Nothing here throws: a shop without its analytics is still a shop.

/** The most the protocol takes; what is beyond is refused by name. */
export const limits = /* @__PURE__ */ Object.freeze({
  items: 200,
  params: 25,
  itemParams: 40,
  nameChars: 40,
  idBytes: 256,
  textBytes: 500,
});

// As many as the tag itself keeps. A shop that never installs the tag must not fill its own memory.
const MOST_WAITING = 5000;
// 200 items of 40 parameters are 8,000 values.
const MOST_VALUES = 10_000;
// An item in a list in the parameters of a call lies at depth 4.
const DEPTH = 6;

let tag;
let loaded;

const hasPage = () => typeof window !== 'undefined' && typeof document !== 'undefined';

function install(options) {
  try {
    if (!hasPage() || tag) return;
    const { host, site, hashRoutes, queryRoutes, scrubParams, nonce } = options;
    const src = `${new URL(host, location.href).href.replace(/\/+$/, '')}/footfall.js`;
    // One that stands in the page's own HTML is as good.
    tag = [...document.scripts].find((script) => script.src === src);
    if (tag) return;
    tag = document.createElement('script');
    tag.async = true;
    tag.src = src;
    tag.setAttribute('data-site', site);
    if (hashRoutes) tag.setAttribute('data-hash-routes', '');
    if (queryRoutes) tag.setAttribute('data-query-routes', '');
    if (scrubParams?.length) tag.setAttribute('data-scrub-params', scrubParams.join());
    if (nonce) tag.nonce = nonce;
    document.head.appendChild(tag);
  } catch (error) {
    tag = undefined;
    console.warn('footfall: the tag could not be put into the page:', error);
  }
}

/** Resolves when the tag's script has run, whoever put it into the page. */
function whenLoaded() {
  return loaded ??= new Promise((resolve) => {
    const look = () => {
      if (!window.footfall?.ready) return;
      document.removeEventListener('load', look, true);
      resolve();
    };
    // A script's load event does not bubble, but it passes by here.
    document.addEventListener('load', look, true);
    look();
  });
}

function call(parts) {
  try {
    if (!hasPage()) return;
    const footfall = (window.footfall ??= []);
    if (!Array.isArray(footfall)) footfall.push(parts);
    else if (footfall.length < MOST_WAITING && Array.isArray(parts)) footfall.push(snapshot(parts));
  } catch { /* never into the shop */ }
}

// A call says what is so now: the cart may be emptied before the tag has loaded.
function snapshot(parts) {
  let left = MOST_VALUES;
  const copy = (value, depth) => {
    if (value === null || typeof value !== 'object') return typeof value === 'function' ? undefined : value;
    if (depth === 0) return undefined;
    const copied = Array.isArray(value) ? [] : {};
    for (const key of Object.keys(value)) {
      if (left-- <= 0) break;
      try { copied[key] = copy(value[key], depth - 1); } catch { /* a getter that throws says nothing */ }
    }
    return copied;
  };
  return copy(parts, DEPTH);
}

export const footfall = /* @__PURE__ */ Object.freeze({
  install,
  track: (name, params) => call(['track', name, params]),
  page: () => call(['page']),
  consent: (state) => call(['consent', state]),
  push: call,
  debug() {
    if (hasPage()) whenLoaded().then(() => window.footfall.debug()).catch(() => { /* never into the shop */ });
  },
  get ready() {
    // On a server there is nothing to wait for, and rendering must not wait for ever.
    return hasPage() ? whenLoaded().then(() => window.footfall.ready) : Promise.resolve();
  },
});

export { install };
export const { track, page, consent, debug } = footfall;
export default footfall;
