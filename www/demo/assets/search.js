//! The results page holds a card for every product; those that match are shown.
import { categoryBySlug, productById } from './catalogue.js';
import { pushSearch } from './datalayer.js';
import { announceList } from './list.js';
import './wishlist.js';

const term = (new URLSearchParams(location.search).get('q') ?? '').trim();
const words = term.toLowerCase().split(/\s+/);

function matches({ name, brand, text, category }) {
  const haystack = `${name} ${brand} ${text} ${categoryBySlug(category).name}`.toLowerCase();
  return words.every((word) => haystack.includes(word));
}

const list = document.querySelector('[data-list-id]');
if (term !== '') {
  let hits = 0;
  for (const card of list.children) {
    card.hidden = !matches(productById(card.querySelector('[data-product]').dataset.product));
    if (!card.hidden) hits += 1;
  }
  document.querySelector('#search').value = term;
  document.querySelector('#search-summary').textContent =
    `${hits === 0 ? 'Nothing' : hits === 1 ? 'One product' : `${hits} products`} found for “${term}”.`;
  pushSearch(term);
  announceList(list);
}
