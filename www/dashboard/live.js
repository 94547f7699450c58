//! Learns that something was committed: by server-sent events, or by asking now and then where a proxy
//! does not let them through. Knows nothing of what is shown.

const POLL_MS = 15_000;
// A stream the server refused is not reopened by the browser; four polls later it may have recovered.
const REOPEN_MS = 4 * POLL_MS;

/**
 * `url` null: by asking only. Calls `onNews` after commits, `onNow` with what a line that was asked for it tells of the shop,
 * and `onMode('live'|'polling'|'paused')` when the way of learning changes.
 * Returns a function that ends it. A hidden page holds no connection: browsers allow six per server over
 * HTTP/1.1, and six forgotten tabs would otherwise lock out the seventh.
 */
export function followLive(url, { onNews, onNow, onMode }) {
  let stream = null;
  let polling = null;
  let reopening = null;

  function open() {
    if (url === null) {
      startPolling();
      return onMode('polling');
    }
    const fresh = new EventSource(url);
    stream = fresh;
    // Until the stream is open, and whenever it is not, polling stands in.
    startPolling();
    fresh.addEventListener('open', () => {
      stopPolling();
      onMode('live');
      onNews(); // whatever was committed while nobody listened
    });
    fresh.addEventListener('commit', () => onNews());
    fresh.addEventListener('now', ({ data }) => onNow(JSON.parse(data)));
    fresh.addEventListener('error', () => {
      startPolling();
      onMode('polling');
      if (fresh.readyState === EventSource.CLOSED) {
        clearTimeout(reopening);
        reopening = setTimeout(open, REOPEN_MS);
      }
    });
  }

  function close() {
    stream?.close();
    stream = null;
    stopPolling();
    clearTimeout(reopening);
  }

  function startPolling() {
    polling ??= setInterval(onNews, POLL_MS);
  }

  function stopPolling() {
    clearInterval(polling);
    polling = null;
  }

  function onVisibility() {
    close();
    if (document.hidden) return onMode('paused');
    onNews();
    open();
  }

  document.addEventListener('visibilitychange', onVisibility);
  if (document.hidden) onMode('paused');
  else open();

  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    close();
  };
}
