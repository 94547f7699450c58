//! Pages that list products: home, the categories, and search (which holds all cards, hidden until they match).
import { productById, products, promotion } from '../assets/catalogue.js';
import { formatEuro } from '../assets/money.js';
import { COUPON_CODE, FREE_STANDARD_OVER_CENTS } from '../assets/pricing.js';
import { html } from '../html.mjs';
import { heart, page, pictureOf } from './layout.mjs';

const card = (product, isHidden) => html`<li class="card"${isHidden && html` hidden`}>
<a data-product="${product.id}" href="/demo/product/${product.slug}.html">${pictureOf(product, 240)}
<span class="name">${product.name}</span><span class="muted">${product.brand}</span>
<span class="price">${formatEuro(product.priceCents)}</span></a>${heart(product)}</li>
`;

const cards = (listId, listName, shown, areHidden = false) =>
  html`<ul class="cards" data-list-id="${listId}" data-list-name="${listName}">
${shown.map((product) => card(product, areHidden))}</ul>`;

export function homePage() {
  const promoted = productById(promotion.productId);
  return page({
    title: 'Good things for outside and in',
    path: '/demo/',
    scripts: ['listing'],
    main: html`<h1 class="unseen">Good things for outside and in</h1>
<a id="promotion" class="banner" href="/demo/product/${promoted.slug}.html">
<span><strong>${promotion.name}</strong>
<span>The ${promoted.name}, forty hours of warm light for ${formatEuro(promoted.priceCents)}.</span>
<span class="button">See the lantern</span></span>${pictureOf(promoted, 240)}</a>
<p class="offers"><span>${COUPON_CODE} takes 10% off your order</span>
<span>Free standard shipping over ${formatEuro(FREE_STANDARD_OVER_CENTS)}</span></p>
<h2>Everything in the shop</h2>
${cards('all_products', 'All products', products)}`,
  });
}

export const categoryPage = ({ slug, name, intro }) => page({
  title: name,
  path: `/demo/category/${slug}.html`,
  scripts: ['listing'],
  main: html`<h1>${name}</h1>
<p class="intro">${intro}</p>
${cards(`category_${slug}`, name, products.filter(({ category }) => category === slug))}`,
});

export const searchPage = () => page({
  title: 'Search',
  path: '/demo/search.html',
  scripts: ['search'],
  main: html`<h1>Search</h1>
<p class="intro" id="search-summary" role="status">What are you looking for? Try “wool” or “camp”.</p>
${cards('search_results', 'Search results', products, true)}`,
});
