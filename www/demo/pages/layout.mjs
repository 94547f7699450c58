//! The frame around every page. The analytics tag is here once, literally as a shop owner would paste it.
import { categories, shopName } from '../assets/catalogue.js';
import { html } from '../html.mjs';

/** `scripts` are names of modules in assets/; `path` marks the current place in the navigation. */
export function page({ title, path, scripts = [], main }) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · ${shopName}</title>
<script async src="/footfall.js" data-site="demo"></script>
<link rel="icon" href="/demo/assets/emblem.svg" type="image/svg+xml">
<link rel="stylesheet" href="/demo/assets/shop.css">
${['header', ...scripts].map((name) => html`<script type="module" src="/demo/assets/${name}.js"></script>
`)}</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<p class="demo-note">A demo shop: nothing is sold, nothing is charged, nothing is shipped.</p>
<header class="top">
<a class="brand" href="/demo/"><img src="/demo/assets/emblem.svg" alt="" width="34" height="34">${shopName}</a>
<form class="search" role="search" action="/demo/search.html">
<label class="unseen" for="search">Search the shop</label>
<input id="search" name="q" type="search" placeholder="Search the shop" autocomplete="off" required>
<button class="quiet" type="submit">Search</button>
</form>
<a class="cart-link" href="/demo/cart.html">Cart <span id="cart-count">0</span><span class="unseen"> items</span></a>
<nav aria-label="Categories">${categories.map(({ slug, name }) => navLink(`/demo/category/${slug}.html`, name, path))}</nav>
</header>
<main id="main">
<noscript><p class="panel">This shop keeps its cart in your browser and needs JavaScript for it.</p></noscript>
${main}
</main>
<footer>
<p>${shopName} is invented. Prices are in euros and include 20% VAT.</p>
<p><a href="/">See this visit in the dashboard</a></p>
</footer>
</body>
</html>
`.toString();
}

const navLink = (href, name, path) =>
  html`<a href="${href}"${href === path && html` aria-current="page"`}>${name}</a>`;

export const pictureOf = ({ slug }, size) =>
  html`<img src="/demo/assets/pictures/${slug}.svg" alt="" width="${size}" height="${size}">`;

export const heart = ({ id, name }) =>
  html`<button class="heart" type="button" data-wish="${id}" aria-pressed="false" aria-label="Wishlist: ${name}">
<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path d="M12 20.5 4.2 12.6a5 5 0 0 1 7.1-7l.7.7.7-.7a5 5 0 0 1 7.1 7z"/></svg>
</button>`;
