// Listeners and timers whose exceptions never reach the page's error handlers.
const quietly = (action) => () => { try { action(); } catch { /* never into the page */ } };

export const listen = (target, type, action) =>
  target.addEventListener(type, quietly(action), { capture: true, passive: true });

// All timers call the same action, so that none has to be kept, or forgotten, on the Wasm side.
let tick;
export const onTimer = (action) => { tick = quietly(action); };
export const later = (delayMs) => setTimeout(tick, delayMs);

// The page may have put a fetch of its own in place, which may throw, answer nonsense, or never.
export const send = (request, done) => {
  const answer = (response) => {
    try { done(response instanceof Response ? response : undefined); } catch { /* never into the page */ }
  };
  try { fetch(request).then(answer, () => answer()); } catch { answer(); }
};
