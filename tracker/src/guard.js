// Listeners and timers whose exceptions never reach the page's error handlers.
const quietly = (action) => () => { try { action(); } catch { /* never into the page */ } };

export const listen = (target, type, action) =>
  target.addEventListener(type, quietly(action), { capture: true, passive: true });

// All timers call the same action, so that none has to be kept, or forgotten, on the Wasm side.
let tick;
export const onTimer = (action) => { tick = quietly(action); };
export const later = (delayMs) => setTimeout(tick, delayMs);
