// What lies on the device, and only of visitors who agreed: their id, and what could not be sent yet. Storage may be
// blocked or full: then there is none.
//
// Each page load has an entry of its own, so that several tabs never write to the same one. One that another tab still
// writes may be sent by both; the collector counts it once.
//
// Here rather than in Rust: each call of web-sys would be a bridge of its own, and five of them a kilobyte.
const OURS = 'footfall.';
const VISITOR = `${OURS}visitor`;
const QUEUE = `${OURS}queue.`;
// An entry may have so many characters, and there may be so many of them: a megabyte in all, a fifth of what browsers
// give a shop.
const MAX_ENTRY_CHARS = 131072;
const MAX_ENTRIES = 8;
// 13 months, as Europe's authorities advise.
const MAX_AGE_MS = 396 * 864e5;

const attempt = (action) => (...values) => { try { return action(localStorage, ...values) || ''; } catch { return ''; } };
const names = (storage, prefix) => Object.keys(storage).filter((name) => name.startsWith(prefix));

// The id of a visitor who agreed earlier, or nothing: 32 hex digits, and when they were drawn in ms since 1970.
export const visitor = attempt((storage) => {
  const [, id, drawn] = /^(\w{32})\.(\d+)$/.exec(storage[VISITOR]);
  return Date.now() - drawn < MAX_AGE_MS && id;
});

export const rememberVisitor = attempt((storage) => {
  const id = visitor()
    || Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => (byte + 256).toString(16).slice(1)).join('');
  storage[VISITOR] ??= `${id}.${Date.now()}`;
  return id;
});

export const forget = attempt((storage) => names(storage, OURS).forEach((name) => storage.removeItem(name)));

// What a page load has not sent yet; nothing removes its entry.
export const keep = attempt((storage, pageLoad, text) => {
  if (!text) storage.removeItem(QUEUE + pageLoad);
  else if (text.length < MAX_ENTRY_CHARS && names(storage, QUEUE).length < MAX_ENTRIES) storage[QUEUE + pageLoad] = text;
});

// What another page load left behind, or nothing.
let found = '';
let foundText = '';
export const leftBehind = attempt((storage, pageLoad) => {
  found = names(storage, QUEUE).find((name) => name !== QUEUE + pageLoad);
  foundText = storage[found];
  return foundText;
});

// It was sent. Unless its own page load wrote it anew.
export const remove = attempt((storage) => storage[found] === foundText && storage.removeItem(found));
