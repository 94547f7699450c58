// What a shop's Node server says by way of `matomo-tracker`. Any answer that it takes for an error ends this with one.
import { createRequire } from 'node:module';

const MatomoTracker = createRequire(import.meta.url)('matomo-tracker');
const [server, key] = process.argv.slice(2);
const tracker = new MatomoTracker('shop', `${server}/matomo.php`);
tracker.on('error', (error) => {
  console.error('taken for an error:', error);
  process.exitCode = 1;
});

const items = (...all) => JSON.stringify(all);
tracker.track('https://shop.example/');
tracker.track({
  url: 'https://shop.example/thanks', idgoal: 0, ec_id: 'Order 1 & more', revenue: 22.5, ec_sh: 2.5, ec_dt: false,
  ec_items: items(['LAMP & CO', 'Lamp', ['Home', ['Lamps']], 10, 2], ['', 'no sku', '', 5, 1]),
  send_image: 0,
});
tracker.trackBulk([
  { url: 'https://shop.example/shade', _pks: 'SHADE', _pkn: 'Shade', _pkp: '5.00' },
  { url: 'https://shop.example/thanks', idgoal: 0, ec_id: 7, revenue: '20.00' },
  { url: 'https://shop.example/', token_auth: key, cdt: '2021-03-04 05:06:07', cip: '192.0.2.1' },
], (answer) => {
  const { status, tracked, invalid } = JSON.parse(answer);
  if (status !== 'success' || tracked !== 3 || invalid !== 0) {
    console.error('answered:', answer);
    process.exitCode = 1;
  }
});
