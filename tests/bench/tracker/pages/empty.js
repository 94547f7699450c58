// A page without any tracker.
window.bench = { ready: Promise.resolve(), track() {} };
