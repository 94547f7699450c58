// What runs before the Wasm is ready, and the only part that touches the page's globals. It keeps every call in order
// with its time, and lets nothing it does become an error of the page.
(function () {
  'use strict';
  var script = document.currentScript;
  if (!script || !script.src || window.footfall && window.footfall.ready) return;

  var site = script.getAttribute('data-site') || '';
  var waiting = [];
  // The 5,000th call before the Wasm came is a loop, not a shopper. The tracker reports how many were let go.
  var MOST_WAITING = 5000;
  var passed = 0;
  var take = function (kind, at, args) {
    if (waiting.length < MOST_WAITING) waiting.push([kind, at, args]);
    else passed++;
  };

  function quietly(action) {
    return function () {
      try { return action.apply(this, arguments); } catch (_) { /* never into the page */ }
    };
  }

  var say = quietly(function (call) { take(call[0], Date.now(), [].slice.call(call, 1)); });
  function command(name) {
    return function () { say([name].concat([].slice.call(arguments))); };
  }

  var before = window.footfall;
  var footfall = { push: say, track: command('track'), page: command('page'), consent: command('consent') };

  // The shop's own data layer, read as it is pushed; what its tag manager does with it stays as it was.
  var heard;
  var seen = quietly(function (entry) {
    if (Object.prototype.toString.call(entry) === '[object Arguments]') entry = [].slice.call(entry);
    take('layer', Date.now(), entry);
  });
  var hear = quietly(function () {
    var layer = window.dataLayer = window.dataLayer || [];
    if (layer === heard || !Array.isArray(layer)) return;
    heard = layer;
    layer.forEach(seen);
    var push = layer.push;
    layer.push = function () {
      for (var i = 0; i < arguments.length; i++) seen(arguments[i]);
      return push.apply(this, arguments);
    };
  });

  quietly(function () {
    window.footfall = footfall;
    take('page', Date.now(), []);
    if (Array.isArray(before)) before.forEach(say);
    hear();
    // A shop that assigns a new array to dataLayer while it loads is heard all the same.
    document.addEventListener('DOMContentLoaded', hear);
    window.addEventListener('load', hear);
    // Shown again from the back/forward cache: the same document, another view of it.
    window.addEventListener('pageshow', function (event) { if (event.persisted) say(['page']); });
    footfall.ready = new Promise(function (ready) {
      var begin = quietly(function () {
        var base = new URL('.', script.src).href;
        // Both at once, and behind the page's own resources.
        var wasm = fetch(base + '__WASM__', { credentials: 'omit', priority: 'low' });
        // Awaited only once the glue is there: until then its failure would be the page's unhandled rejection.
        wasm.catch(function () {});
        import(base + '__GLUE__').then(function (tracker) {
          return tracker.default(wasm).then(function () {
            tracker.start(tracker, window, site, base + '__BATCH__', passed);
            take = quietly(tracker.take);
            waiting.splice(0).forEach(function (call) { take(call[0], call[1], call[2]); });
            ready();
          });
        }).catch(function () { /* counted by the collector as a page without a tracker, seen by nobody else */ });
      });
      // A page that is rendered in advance may never be looked at.
      if (document.prerendering) document.addEventListener('prerenderingchange', begin, { once: true });
      else begin();
    });
  })();
})();
