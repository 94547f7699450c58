import { init, track } from '@plausible-analytics/tracker';

init({ domain: 'shop.example', endpoint: `${COLLECTOR}/api/event`, captureOnLocalhost: true, logging: false });
window.bench = {
  ready: Promise.resolve(),
  track: (marker) => {
    const { item_id, ...props } = item(marker);
    track('add_to_cart', { props: { item_id, ...props }, revenue: { currency: 'EUR', amount: 39.8 } });
  },
};
