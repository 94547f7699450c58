// What a browser knows in one expression. Through web-sys each of its steps would be a bridge of its own.
const or = (otherwise, read) => () => { try { return read(); } catch { return otherwise(); } };
const none = () => undefined;

// 12 hex digits of the time, 20 random.
export const pageLoadId = () => Date.now().toString(16).padStart(12, '0') + randomHex();

const randomHex = or(
  () => `${Math.random().toFixed(20)}`.slice(2),
  () => Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => (byte + 256).toString(16).slice(1)).join(''),
);

// Asks for layout.
export const scrollPercent = or(
  () => 0,
  () => Math.min(100, (scrollY + innerHeight) / document.documentElement.scrollHeight * 100),
);

export const timeZone = or(none, () => Intl.DateTimeFormat().resolvedOptions().timeZone);
