import { newTracker, trackPageView } from '@snowplow/browser-tracker';
import { SnowplowEcommercePlugin, trackAddToCart } from '@snowplow/browser-plugin-snowplow-ecommerce';

// Not in base64, so that what arrives can be counted.
newTracker('shop', COLLECTOR, { appId: 'shop', encodeBase64: false, plugins: [SnowplowEcommercePlugin()] });
trackPageView();
window.bench = {
  ready: Promise.resolve(),
  track: (marker) => {
    const { item_id: id, item_name: name, item_category: category, price, quantity } = item(marker);
    const products = [{ id, name, category, price, quantity, currency: 'EUR' }];
    trackAddToCart({ products, total_value: 39.8, currency: 'EUR' });
  },
};
