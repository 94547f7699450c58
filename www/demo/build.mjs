//! Writes the demo shop: plain HTML files, one per page a visitor can reach. Nothing here talks to a
//! server, and only Node's own modules are used, so the shop builds wherever the collector does.
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { categories, products } from './assets/catalogue.js';
import { emblem, picture } from './pictures.mjs';
import { cartPage, addressPage, shippingPage, paymentPage, thankYouPage } from './pages/checkout.mjs';
import { categoryPage, homePage, searchPage } from './pages/lists.mjs';
import { productPage } from './pages/product.mjs';

const assetsDir = fileURLToPath(new URL('./assets/', import.meta.url));

/** Writes the whole tree below `outDir`, which is served as `/demo/`. Existing files are overwritten. */
export async function buildDemo(outDir) {
  const files = {
    'index.html': homePage(),
    'search.html': searchPage(),
    'cart.html': cartPage(),
    'checkout/address.html': addressPage(),
    'checkout/shipping.html': shippingPage(),
    'checkout/payment.html': paymentPage(),
    'thank-you.html': thankYouPage(),
    'assets/emblem.svg': emblem,
  };
  for (const category of categories) files[`category/${category.slug}.html`] = categoryPage(category);
  for (const product of products) {
    files[`product/${product.slug}.html`] = productPage(product);
    files[`assets/pictures/${product.slug}.svg`] = picture(product);
  }
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(outDir, path)), { recursive: true });
    await writeFile(join(outDir, path), content);
  }
  for (const name of await readdir(assetsDir)) await copyFile(join(assetsDir, name), join(outDir, 'assets', name));
}
