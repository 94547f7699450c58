//! The hearts. Taking one back is no event: GA4 has no name for it.
import { listOf, pushLines } from './datalayer.js';
import { priceLine } from './pricing.js';
import { load, save } from './storage.js';

const show = (heart, on) => heart.setAttribute('aria-pressed', String(on));

for (const heart of document.querySelectorAll('[data-wish]')) {
  const id = heart.dataset.wish;
  show(heart, load('wishlist', []).includes(id));
  heart.addEventListener('click', () => {
    const others = load('wishlist', []).filter((each) => each !== id);
    const on = heart.getAttribute('aria-pressed') !== 'true';
    save('wishlist', on ? [...others, id] : others);
    show(heart, on);
    if (on) pushLines('add_to_wishlist', [priceLine({ id, quantity: 1, list: listOf(id) })]);
  });
}
