//! The cart page: quantities, removal, coupon. Every change of quantity is reported as what was added or removed.
import { readCart, setCoupon, setQuantity } from './cart.js';
import { pushLines } from './datalayer.js';
import { formatEuro } from './money.js';
import { priceCart, priceLine } from './pricing.js';
import { showTotals } from './totals.js';

const find = (selector) => document.querySelector(selector);
const say = (text) => { find('#cart-status').textContent = text; };

function changeQuantity(line, quantity) {
  const { coupon } = readCart();
  const difference = setQuantity({ id: line.id, variant: line.variant, list: line.list }, quantity);
  if (difference !== 0) {
    const event = difference > 0 ? 'add_to_cart' : 'remove_from_cart';
    pushLines(event, [priceLine({ ...line, quantity: Math.abs(difference) }, coupon)]);
  }
  render();
}

function rowOf(line) {
  const row = find('#cart-row').content.firstElementChild.cloneNode(true);
  const inRow = (selector) => row.querySelector(selector);
  row.dataset.item = line.id;
  inRow('img').src = `/demo/assets/pictures/${line.product.slug}.svg`;
  inRow('a').href = `/demo/product/${line.product.slug}.html`;
  inRow('a').textContent = line.product.name;
  inRow('.variant').textContent = line.variant;
  inRow('.unit').textContent = formatEuro(line.unitCents);
  inRow('.line-total').textContent = formatEuro(line.totalCents);
  inRow('input').value = line.quantity;
  inRow('input').setAttribute('aria-label', `Quantity of ${line.product.name}`);
  inRow('input').addEventListener('change', ({ target }) => {
    if (target.validity.valid) changeQuantity(line, target.valueAsNumber);
    else target.value = line.quantity;
  });
  inRow('.remove').setAttribute('aria-label', `Remove ${line.product.name}`);
  inRow('.remove').addEventListener('click', () => {
    changeQuantity(line, 0);
    say(`${line.product.name} was removed.`);
    find('h1').focus(); // The button that had the focus is gone.
  });
  return row;
}

function render() {
  const cart = priceCart(readCart());
  find('#cart-rows').replaceChildren(...cart.lines.map(rowOf));
  find('#cart-full').hidden = cart.lines.length === 0;
  find('#cart-empty').hidden = cart.lines.length > 0;
  find('#coupon').value = cart.coupon;
  find('#remove-coupon').hidden = cart.coupon === '';
  showTotals(cart);
  return cart;
}

find('#coupon-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const code = find('#coupon').value;
  const known = setCoupon(code);
  if (known) render();
  say(known ? 'Your coupon is up to date.' : `We do not know the code “${code}”.`);
});
find('#remove-coupon').addEventListener('click', () => {
  setCoupon('');
  render();
  say('The coupon was removed.');
  find('#coupon').focus();
});
addEventListener('pageshow', ({ persisted }) => { if (persisted) render(); });

const cart = render();
if (cart.lines.length > 0) pushLines('view_cart', cart.lines);
