// What the page is listened to for while the Wasm runs. It is told what happened by number: a closure for each would cost
// its own bridge, and one kilobyte in all.

// The numbers are those of `src/listening.rs`. `timeupdate` is a media element that plays; `visibilitychange` bubbles up
// from the document.
const KINDS = {
  pointerdown: 1, pointermove: 1, keydown: 1, touchstart: 1, wheel: 1, timeupdate: 1,
  scroll: 2, focus: 3, blur: 3, visibilitychange: 4, pagehide: 5, online: 6,
};

// What is downloaded rather than looked at, as GA4 has it.
const FILES = /\.(pdf|xlsx?|docx?|txt|rtf|csv|exe|key|pp(s|tx?)|7z|pkg|rar|gz|zip|avi|mov|mp[34]|mpe?g|wmv|midi?|wav|wma)$/i;

export default (happened, say, quietly) => {
  const listen = (kind, action) => addEventListener(kind, quietly(action), { capture: true, passive: true });
  for (const kind in KINDS) listen(kind, () => happened(KINDS[kind]));
  // Who comes back from the back/forward cache may never hear of requests that were on their way.
  listen('pageshow', (event) => event.persisted && happened(7));
  // Whatever lies inside the link was clicked, in a shadow tree, too. GA4's names.
  const clicked = (event) => {
    const { href, protocol, hostname, pathname } = event.composedPath().find((node) => node.href && node.hostname);
    const isFile = FILES.test(pathname);
    const outbound = hostname !== location.hostname;
    if (/^http/.test(protocol) && (isFile || outbound)) {
      say('track', isFile ? 'file_download' : 'click', { link_url: href, outbound });
    }
  };
  listen('click', clicked);
  listen('auxclick', clicked);
};
