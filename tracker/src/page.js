// What a browser knows in one expression. Through web-sys each of its steps would be a bridge of its own.
const or = (otherwise, read) => (...values) => { try { return read(...values); } catch { return otherwise; } };

export const title = or('', () => `${document.title}`);

export const isVisible = or(false, () => !document.hidden);

export const isAttended = or(false, () => !document.hidden && document.hasFocus());

// Asks for layout.
export const scrollPercent = or(
  0,
  () => Math.min(100, (scrollY + innerHeight) / document.documentElement.scrollHeight * 100),
);

// A page's first formatter takes the main thread 100 ms on a phone, and Temporal 3.
export const timeZone = or('', () => window.Temporal?.Now.timeZoneId() || Intl.DateTimeFormat().resolvedOptions().timeZone || '');

export const privacyControl = or(false, () => !!navigator.globalPrivacyControl);

// What was looked for, as most shops and search engines name it in a URL.
export const searchTerm = or('', (url) => {
  const { searchParams } = new URL(url);
  const key = ['q', 's', 'search', 'query', 'keyword', 'keywords', 'search_query'].find((name) => searchParams.get(name));
  return key ? searchParams.get(key) : '';
});
