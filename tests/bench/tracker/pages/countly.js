import Countly from 'countly-sdk-web';

// By POST, so that what arrives can be counted.
Countly.init({ app_key: 'shop', url: COLLECTOR, force_post: true });
Countly.track_sessions();
Countly.track_pageview();
window.bench = {
  ready: Promise.resolve(),
  track: (marker) => {
    const segmentation = { currency: 'EUR', ...item(marker) };
    Countly.add_event({ key: 'add_to_cart', count: 1, sum: 39.8, segmentation });
  },
};
