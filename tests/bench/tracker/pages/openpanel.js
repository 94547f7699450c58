import { OpenPanel } from '@openpanel/web';

const panel = new OpenPanel({ clientId: 'shop', apiUrl: COLLECTOR, trackScreenViews: true });
window.bench = {
  ready: Promise.resolve(),
  track: (marker) => panel.track('add_to_cart', { currency: 'EUR', value: 39.8, items: [item(marker)] }),
};
