//! One product: its picture, its story, and the form that puts it into the cart.
import { categoryBySlug } from '../assets/catalogue.js';
import { formatEuro } from '../assets/money.js';
import { html } from '../html.mjs';
import { heart, page, pictureOf } from './layout.mjs';

const variantChoice = (variants) => variants.length > 0 && html`<fieldset class="chips"><legend>Choose one</legend>
${variants.map((variant, i) => html`<label><input type="radio" name="variant" value="${variant}"${
    i === 0 && html` checked`}><span>${variant}</span></label>
`)}</fieldset>`;

export function productPage(product) {
  const category = categoryBySlug(product.category);
  const categoryPath = `/demo/category/${category.slug}.html`;
  return page({
    title: product.name,
    path: categoryPath,
    scripts: ['product'],
    main: html`<nav class="crumbs" aria-label="You are here"><a href="/demo/">Shop</a> <span aria-hidden="true">/</span>
<a href="${categoryPath}">${category.name}</a></nav>
<article class="product">
<div class="card">${pictureOf(product, 480)}${heart(product)}</div>
<div>
<p class="muted">${product.brand}</p>
<h1>${product.name}</h1>
<p class="price">${formatEuro(product.priceCents)} <span class="muted">incl. VAT, plus shipping</span></p>
<p>${product.text}</p>
<form id="buy" data-item="${product.id}">
${variantChoice(product.variants)}
<div class="inline"><label for="quantity">Quantity</label>
<input id="quantity" name="quantity" type="number" min="1" max="99" value="1" inputmode="numeric" required>
<button id="add-to-cart" type="submit">Add to cart</button></div>
</form>
<div role="status"><p id="added" class="panel" hidden><span id="added-text"></span>
<a id="view-cart" href="/demo/cart.html">View cart</a></p></div>
<p class="muted">Article ${product.id} · 30 days to change your mind</p>
</div>
</article>`,
  });
}
