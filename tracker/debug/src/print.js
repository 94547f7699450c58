// The console, which the page may have put its own in place of. Nothing it does is an error of the page.
const quietly = (action) => { try { action(); } catch { /* never into the page */ } };

// `%c` is the name's own style; what follows is never read as a format.
const NAME = ['%cfootfall', 'font-weight:bold'];

export const write = (level, text, value) => quietly(() => {
  const parts = value === undefined ? [text] : [text, value];
  console[level](...NAME, ...parts);
});
export const open = (text) => quietly(() => console.groupCollapsed(...NAME, text));
export const close = () => quietly(() => console.groupEnd());

// The page may also have a fetch of its own, which throws, answers nonsense, or never.
export const ask = (request) => new Promise((answer) => {
  const anything = (response) => answer(response instanceof Response ? response : undefined);
  try { fetch(request, { signal: AbortSignal.timeout?.(10000) }).then(anything, () => answer()); } catch { answer(); }
});
