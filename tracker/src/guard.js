// The page's side of timers and requests. No exception of ours ever reaches the page's error handlers.
import { answered, happened } from '../../../footfall_tracker.js';

const quietly = (action) => (...values) => { try { return action(...values); } catch { /* never into the page */ } };
const tell = quietly(happened);

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
