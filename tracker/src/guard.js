// The page's side of events, timers and requests. No exception of ours ever reaches the page's error handlers.
//
// What happens is told to the Wasm by number: a closure for each would cost its own bridge, and one kilobyte in all.
import { answered, followed, happened } from '../../../footfall_tracker.js';

const quietly = (action) => (...values) => { try { return action(...values); } catch { /* never into the page */ } };
const tell = quietly(happened);

// The numbers are those of `listening.rs`. `timeupdate` is a media element that plays; `visibilitychange` bubbles up
// from the document.
const KINDS = {
  pointerdown: 1, pointermove: 1, keydown: 1, touchstart: 1, wheel: 1, timeupdate: 1,
  scroll: 2, focus: 3, blur: 3, visibilitychange: 4, pagehide: 5, online: 6,
};

// What is downloaded rather than looked at, as GA4 has it.
const FILES = /\.(pdf|xlsx?|docx?|txt|rtf|csv|exe|key|pp(s|tx?)|7z|pkg|rar|gz|zip|avi|mov|mp[34]|mpe?g|wmv|midi?|wav|wma)$/i;

export const connect = () => {
  const listen = (kind, action) => addEventListener(kind, action, { capture: true, passive: true });
  for (const kind in KINDS) listen(kind, () => tell(KINDS[kind]));
  // Whatever lies inside the link was clicked, in a shadow tree, too.
  const clicked = quietly((event) => {
    const { href, protocol, hostname, pathname } = event.composedPath().find((node) => node.href && node.hostname);
    const leadsOut = hostname !== location.hostname;
    if (/^http/.test(protocol) && (FILES.test(pathname) || leadsOut)) followed(href, FILES.test(pathname), leadsOut);
  });
  // Who comes back from the back/forward cache may never hear of requests that were on their way.
  listen('pageshow', (event) => event.persisted && tell(7));
  listen('click', clicked);
  listen('auxclick', clicked);
};

// At once is at the end of the task, so that what happens in one leaves in one, and before a page that crashes.
export const later = (what, delayMs) => delayMs ? setTimeout(tell, delayMs, what) : queueMicrotask(() => tell(what));

// The page may have put a fetch of its own in place, which may throw, call us, answer nonsense, or never: so it is called
// when the Wasm is at rest. A collector that hangs must not hold the few connections that a browser has for a host.
//
// Requests outlive the page. Where a browser can't do that (Firefox before 133), a beacon does; as nobody hears of its
// end, the events are sent once more if the page lives.
export const send = async (endpoint, body, ticket) => {
  const answer = quietly((status, after) =>
    answered(ticket, status, after > 0 ? +after : (Date.parse(after) - Date.now()) / 1000 || 0));
  await null;
  quietly(() => window.footfall.watch?.('request', body))();
  if (!('keepalive' in Request.prototype) && document.hidden) quietly(() => navigator.sendBeacon(endpoint, body))();
  // The page's own requests may have used up what a browser lets outlive a page.
  for (const keepalive of [body.length < 60000, false]) {
    try {
      const response = await fetch(endpoint, {
        method: 'POST', body, credentials: 'omit', keepalive, signal: AbortSignal.timeout?.(30000),
      });
      // Until it is read, Chromium counts the request among those that are on their way.
      await response.text();
      return answer(response.status | 0, response.headers.get('retry-after'));
    } catch (error) {
      if (error?.name !== 'TypeError') break;
    }
  }
  answer(0);
};
