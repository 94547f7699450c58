// The tag stands in the page; this only speaks to it.
window.footfall ??= [];
if (location.search.includes('consent')) footfall.push(['consent', 'granted']);
window.bench = {
  ready: new Promise((done) => {
    const look = () => (footfall.ready ? footfall.ready.then(done) : setTimeout(look, 5));
    look();
  }),
  track: (marker) => footfall.push(['track', 'add_to_cart', { currency: 'EUR', value: 39.8, items: [item(marker)] }]),
};
