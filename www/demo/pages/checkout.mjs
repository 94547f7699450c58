//! From the cart to the thank-you page. Five pages, with real navigations between them.
import { SHIPPING_TIERS } from '../assets/pricing.js';
import { html } from '../html.mjs';
import { page } from './layout.mjs';

const sum = (label, name, id) => html`<div${name === 'discount' && html` data-if="discount" hidden`}>
<dt>${label}</dt><dd${id && html` id="${id}"`} data-sum="${name}"></dd></div>
`;

const sums = (totalId) => html`<dl class="sums">${sum('Goods', 'goods')}${sum('Shipping', 'shipping')}${
  sum('Total', 'total', totalId)}${sum('of which VAT 20%', 'tax')}${sum('Saved by your coupon', 'discount')}</dl>`;

export const cartPage = () => page({
  title: 'Cart',
  path: '/demo/cart.html',
  scripts: ['cart-page'],
  main: html`<h1 tabindex="-1">Your cart</h1>
<p id="cart-empty" class="panel">Your cart is empty. <a href="/demo/">Have a look around.</a></p>
<div id="cart-full" class="beside" hidden>
<table class="cart">
<caption class="unseen">What is in your cart</caption>
<thead><tr><th scope="col">Product</th><th scope="col">Each</th><th scope="col">Quantity</th><th scope="col">Total</th>
<th><span class="unseen">Remove</span></th></tr></thead>
<tbody id="cart-rows"></tbody>
</table>
<aside class="panel">
<form id="coupon-form"><label for="coupon">Coupon code</label>
<div class="inline"><input id="coupon" name="coupon" autocomplete="off" autocapitalize="characters" placeholder="WELCOME10">
<button id="apply-coupon" class="quiet" type="submit">Apply</button></div>
<button id="remove-coupon" class="text" type="button" hidden>Remove the coupon</button></form>
<dl class="sums">${sum('Total without shipping', 'goods', 'cart-total')}${sum('Saved by your coupon', 'discount')}</dl>
<a id="checkout" class="button" href="/demo/checkout/address.html">Go to checkout</a>
</aside>
</div>
<p id="cart-status" role="status"></p>
<template id="cart-row"><tr><td><img alt="" width="64" height="64"><span><a></a><span class="variant muted"></span></span></td>
<td class="unit"></td><td><input type="number" min="1" max="99" inputmode="numeric" required></td>
<td class="line-total"></td><td><button class="remove text" type="button">Remove</button></td></tr></template>`,
});

const stepNames = ['Address', 'Shipping', 'Payment'];

function checkoutPage({ step, next, fields, button, script }) {
  const name = stepNames[step];
  return page({
    title: `Checkout: ${name}`,
    path: '/demo/cart.html',
    scripts: [script],
    main: html`<ol class="steps">${stepNames.map((each, i) =>
      html`<li${i === step && html` aria-current="step"`}>${each}</li>`)}</ol>
<h1>${name}</h1>
<div class="beside">
<form class="step" action="${next}" method="post">
${fields}
${button}
</form>
<aside class="panel"><h2>Your order</h2>${sums()}<p><a href="/demo/cart.html">Change the cart</a></p></aside>
</div>`,
  });
}

const field = (label, name, autocomplete, value) => html`<div><label for="${name}">${label}</label>
<input id="${name}" name="${name}" autocomplete="${autocomplete}" value="${value}"></div>
`;

export const addressPage = () => checkoutPage({
  step: 0,
  next: '/demo/checkout/shipping.html',
  script: 'address',
  fields: html`<p class="muted">Filled in for you, and all optional: this is a demo. What you type is not kept or sent.</p>
<div class="fields">${field('Name', 'name', 'name', 'Robin Example')}${field('Email', 'email', 'email', 'robin@example.com')}${
    field('Street', 'street', 'street-address', '1 Example Lane')}${field('Postcode', 'postcode', 'postal-code', '00000')}${
    field('City', 'city', 'address-level2', 'Sampleton')}${field('Country', 'country', 'country-name', 'France')}</div>`,
  button: html`<button id="to-shipping" type="submit">Continue to shipping</button>`,
});

const option = (group, value, isFirst, title, detail, priceId) => html`<label class="option">
<input type="radio" name="${group}" value="${value}"${isFirst && html` checked`}>
<span><strong>${title}</strong><span class="muted">${detail}</span></span>${priceId && html`<span id="${priceId}"></span>`}</label>
`;

export const shippingPage = () => checkoutPage({
  step: 1,
  next: '/demo/checkout/payment.html',
  script: 'shipping',
  fields: html`<fieldset><legend>How fast?</legend>${Object.entries(SHIPPING_TIERS).map(([tier, { name, when }], i) =>
    option('tier', tier, i === 0, name, when, `price-${tier}`))}</fieldset>`,
  button: html`<button id="to-payment" type="submit">Continue to payment</button>`,
});

export const paymentPage = () => checkoutPage({
  step: 2,
  next: '/demo/thank-you.html',
  script: 'payment',
  fields: html`<fieldset><legend>How would you pay?</legend>
${option('payment', 'credit_card', true, 'Card', 'No number is asked for')}${
    option('payment', 'invoice', false, 'Invoice', 'None will come')}${
    option('payment', 'bank_transfer', false, 'Bank transfer', 'There is no account to send it to')}</fieldset>`,
  button: html`<button id="place-order" type="submit">Place the demo order</button>`,
});

export const thankYouPage = () => page({
  title: 'Thank you',
  path: '/demo/cart.html',
  scripts: ['thank-you'],
  main: html`<div id="no-order" class="panel"><h1>No order yet</h1><p><a href="/demo/">Have a look around the shop.</a></p></div>
<div id="order" class="narrow" hidden>
<h1>Thank you</h1>
<p>Your demo order <strong id="order-id"></strong> is placed. Nothing will be charged or shipped.</p>
<section class="panel"><h2>Your order</h2><ul id="order-lines"></ul>${sums('order-total')}</section>
<p class="muted">Reload this page and the shop reports the same order once more. It still counts once.</p>
<p><a class="button" href="/demo/">Back to the shop</a></p>
</div>`,
});
