// Listeners and timers whose exceptions never reach the page's error handlers.
const quietly = (action) => () => { try { action(); } catch { /* never into the page */ } };

export const listen = (target, type, action) =>
  target.addEventListener(type, quietly(action), { capture: true, passive: true });

export const later = (action, delayMs) => setTimeout(quietly(action), delayMs);
