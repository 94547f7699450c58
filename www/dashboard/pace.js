//! Many calls, few runs: a busy shop commits several times a second, a page need not.

// What people can follow with their eyes.
export const MIN_GAP_MS = 1000;
// However slow a report is, one open dashboard keeps the server busy a quarter of the time at most.
const REST_PER_WORK = 3;
const MAX_GAP_MS = 15_000;

/**
 * Returns a function that runs `work` soon: at once when the last run is long enough ago, else once
 * when it is. Never two at a time, and a call during a run is followed by one more run.
 */
export function paced(work, { now, later }) {
  let running = false;
  let wanted = false;
  let waiting = false;
  let nextAllowedMs = -Infinity;

  async function run() {
    running = true;
    wanted = false;
    const startedMs = now();
    try {
      await work();
    } finally {
      const endedMs = now();
      const restMs = Math.min((endedMs - startedMs) * REST_PER_WORK, MAX_GAP_MS);
      nextAllowedMs = Math.max(startedMs + MIN_GAP_MS, endedMs + restMs);
      running = false;
      if (wanted) schedule();
    }
  }

  function schedule() {
    if (waiting) return;
    const waitMs = nextAllowedMs - now();
    if (waitMs <= 0) return void run();
    waiting = true;
    later(() => {
      waiting = false;
      run();
    }, waitMs);
  }

  return () => {
    wanted = true;
    if (!running) schedule();
  };
}
