// What lies on the device, and only of visitors who agreed: their id, and what could not be sent yet. Storage may be
// blocked or full: then there is none.
//
// Each page load has an entry of its own, so that several tabs never write to the same one. One that another tab still
// writes may be sent by both; the collector counts it once.
//
// Here rather than in Rust, and asked for by number: each call of web-sys would be a bridge of its own, and five of them a
// kilobyte.
const OURS = 'footfall.';
const VISITOR = `${OURS}visitor`;
const QUEUE = `${OURS}queue.`;
// An entry may have so many characters, and there may be so many of them: a megabyte in all, a fifth of what browsers
// give a shop.
const MAX_ENTRY_CHARS = 131072;
const MAX_ENTRIES = 8;
// 13 months, as Europe's authorities advise.
const MAX_AGE_MS = 396 * 864e5;

const names = (storage, prefix) => Object.keys(storage).filter((name) => name.startsWith(prefix));

// The id of a visitor who agreed earlier, or nothing: 32 hex digits, and when they were drawn in ms since 1970.
const visitor = (storage) => {
  const [, id, drawn] = /^(\w{32})\.(\d+)$/.exec(storage[VISITOR]) || [];
  return Date.now() - drawn < MAX_AGE_MS && id;
};

// What `leftBehind` found.
let found, foundText;

// In the order of `storage.rs`.
const ACTIONS = [
  visitor,
  function rememberVisitor(storage) {
    const known = visitor(storage);
    if (known) return known;
    const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte + 256).toString(16).slice(1)).join('');
    storage[VISITOR] = `${id}.${Date.now()}`;
    return id;
  },
  function forget(storage) { names(storage, OURS).forEach((name) => storage.removeItem(name)); },
  // What a page load has not sent yet; nothing removes its entry.
  function keep(storage, pageLoad, text) {
    const own = QUEUE + pageLoad;
    if (!text) storage.removeItem(own);
    else if (text.length < MAX_ENTRY_CHARS && (storage[own] || names(storage, QUEUE).length < MAX_ENTRIES)) storage[own] = text;
  },
  // What another page load left behind, or nothing.
  function leftBehind(storage, pageLoad) {
    found = names(storage, QUEUE).find((name) => name !== QUEUE + pageLoad);
    foundText = storage[found];
    return foundText;
  },
  // It was sent. Unless its own page load wrote it anew.
  function remove(storage) { if (storage[found] === foundText) storage.removeItem(found); },
];

export const device = (what, ...values) => { try { return ACTIONS[what](localStorage, ...values) || ''; } catch { return ''; } };
