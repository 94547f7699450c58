//! Everything the page says instead of, or above, the numbers. `body[data-state]` is set here and nowhere
//! else; the style sheet hides the numbers where there are none to show.

import { createCopyButton } from './copy-button.js';
import { byId, element } from './dom.js';
import { wordsFor } from './failures.js';
import { moneyWithCode, plural } from './format.js';

const code = (text) => element('code', {}, text);

export function setState(state) {
  document.body.dataset.state = state;
}

export function showLoading() {
  setState('loading');
  say('', []);
}

export function showSignedOut(retry) {
  setState('signed-out');
  say('signed-out', [
    element('h2', {}, 'Sign in'),
    element(
      'p',
      {},
      'Sign in with the link that ',
      code('footfall serve'),
      ' printed when it started, or make a new one with ',
      code('footfall user add you@example.com'),
      '.',
    ),
    button('Try again', retry),
  ]);
}

export function showFailure(error, retry) {
  const { title, text } = wordsFor(error);
  setState('error');
  say(`error ${title} ${text}`, [element('h2', {}, title), element('p', {}, text), button('Try again', retry)]);
}

export function showUnknownSite(wanted, instead, open) {
  setState('error');
  say(`unknown ${wanted}`, [
    element('h2', {}, `There is no site “${wanted}” here`),
    element('p', {}, 'The link may be mistyped, or the site belongs to another server.'),
    button(`Open ${instead.name}`, open),
  ]);
}

export function showNoSites() {
  setState('empty');
  const command = 'footfall site add my-shop --name "My shop" --currency EUR --timezone Europe/Paris --origin https://shop.example';
  say('no-sites', [
    element('h2', {}, 'No site yet'),
    element('p', {}, 'Add your shop on the server, then load this page again:'),
    snippet(command),
  ]);
}

/** Nothing was ever received: the next step is the tag. */
export function showEmpty(site) {
  setState('empty');
  const tag = `<script async src="${location.origin}/footfall.js" data-site="${site.id}"></script>`;
  say(`empty ${site.id}`, [
    element('h2', {}, `Waiting for the first event of ${site.name}`),
    element('p', {}, 'Paste this tag into every page of the shop, before the closing ', code('</head>'), ':'),
    snippet(tag),
    element('p', {}, 'If the shop already speaks GA4’s dataLayer or _paq, that is all. This page fills by itself when the first event arrives.'),
    element(
      'p',
      { class: 'aside' },
      'Nothing arrives? The shop’s address must be one of the site’s origins: ',
      code(`footfall site add ${site.id} --origin https://…`),
      '.',
    ),
    ...(site.id === 'demo' ? [element('p', {}, element('a', { href: '/demo/', class: 'button' }, 'Open the demo shop'))] : []),
  ]);
}

/** The numbers are there; `remarks` are what one must know to read them right. */
export function showReady(remarks) {
  setState('ready');
  say(remarks.map(({ text }) => text).join('\n'), remarks.map(remarkLine));
}

export function unconvertedRemark(unconverted) {
  const parts = unconverted.map(
    ({ orders, gross_revenue }) =>
      `${plural(orders, 'order', 'orders')} in ${gross_revenue.currency} (${moneyWithCode(gross_revenue)})`,
  );
  const total = unconverted.reduce((sum, { orders }) => sum + orders, 0);
  const list = new Intl.ListFormat('en').format(parts);
  return { text: `${list} ${total === 1 ? 'is' : 'are'} not in these totals: no exchange rate yet`, isWarning: true };
}

export function staleRemark(error, sinceText, retry) {
  const { title } = wordsFor(error);
  return { text: `${title}. The last complete update was at ${sinceText}.`, isWarning: true, retry };
}

function remarkLine({ text, isWarning, retry }) {
  return element('p', { class: isWarning ? 'remark warning' : 'remark' }, element('span', {}, text), ...(retry ? [' ', button('Try again', retry)] : []));
}

function button(label, onClick) {
  const node = element('button', { type: 'button', class: 'button' }, label);
  node.addEventListener('click', onClick);
  return node;
}

function snippet(text) {
  const box = element('code', { tabindex: '0' }, text);
  return element('div', { class: 'snippet' }, box, createCopyButton(box));
}

let said = '';

/** Says each thing once: a live refresh must not make a screen reader repeat it, nor take the focus away. */
function say(key, content) {
  if (key === said) return;
  said = key;
  byId('notice').replaceChildren(...content);
}
