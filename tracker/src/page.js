// What a browser knows in one expression, asked for by number. Through web-sys each of its steps would be a bridge of its
// own, and a function for each answer would be one as well. The order is that of `page.rs`.
const or = (otherwise, read) => { try { return read(); } catch { return otherwise; } };

// As most shops and search engines name in a URL what was looked for.
const TERMS = ['q', 's', 'search', 'query', 'keyword', 'keywords', 'search_query'];

const NUMBERS = [
  () => performance.now(),
  () => Date.now(),
  () => Math.random(),
  () => !document.hidden,
  () => !document.hidden && document.hasFocus(),
  // Asks for layout.
  () => Math.min(100, (scrollY + innerHeight) / document.documentElement.scrollHeight * 100),
  () => navigator.globalPrivacyControl,
];

const TEXTS = [
  () => document.title,
  // A page's first formatter takes the main thread 100 ms on a phone, and Temporal 3.
  () => window.Temporal?.Now.timeZoneId() || Intl.DateTimeFormat().resolvedOptions().timeZone,
  (url) => {
    const { searchParams } = new URL(url);
    return searchParams.get(TERMS.find((name) => searchParams.get(name)));
  },
];

export const number = (what) => or(0, () => +NUMBERS[what]() || 0);

export const text = (what, about) => or('', () => `${TEXTS[what](about) ?? ''}`);
