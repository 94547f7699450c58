// The page's side of events, timers and requests. No exception of ours ever reaches the page's error handlers.
//
// What happens is told to the Wasm by number: a closure for each would cost its own bridge, and one kilobyte in all.
let tracker;
const tell = (what) => { try { tracker.happened(what); } catch { /* never into the page */ } };

// The numbers are those of `listening.rs`. `timeupdate` is a media element that plays; `visibilitychange` bubbles up
// from the document.
const KINDS = {
  pointerdown: 1, pointermove: 1, keydown: 1, touchstart: 1, wheel: 1, timeupdate: 1,
  scroll: 2, focus: 3, blur: 3, visibilitychange: 4, pagehide: 5,
};

export const connect = (exports) => {
  tracker = exports;
  for (const kind in KINDS) {
    addEventListener(kind, () => tell(KINDS[kind]), { capture: true, passive: true });
  }
};

export const later = (what, delayMs) => setTimeout(tell, delayMs, what);

// The page may have put a fetch of its own in place, which may throw, answer nonsense, or never. A collector that hangs
// must not hold the few connections that a browser has for a host.
export const send = (request, ticket) => {
  const answer = (response) => {
    try {
      tracker.answered(ticket, response instanceof Response ? response : undefined);
    } catch { /* never into the page */ }
  };
  try { fetch(request, { signal: AbortSignal.timeout?.(30000) }).then(answer, () => answer()); } catch { answer(); }
};
