//! Everything the page says instead of, or above, the numbers. `body[data-state]` is set here and nowhere
//! else; the style sheet hides the numbers where there are none to show.

import { createCopyButton } from './copy-button.js';
import { byId, element } from './dom.js';
import { wordsFor } from './failures.js';
import { phrase, t } from './words.js';

const code = (text) => element('code', {}, text);

export function setState(state) {
  document.body.dataset.state = state;
}

export function showLoading() {
  setState('loading');
  say('', []);
}

/** `form` is one of sign-in.js. */
export function showSignedOut(form) {
  setState('signed-out');
  say('signed-out', form);
}

export function showFailure(error, retry) {
  const { title, text } = wordsFor(error);
  setState('error');
  say(`error ${title} ${text}`, [element('h2', {}, title), element('p', {}, text), button(t('frame.try_again'), retry)]);
}

export function showUnknownSite(wanted, instead, open) {
  setState('error');
  say(`unknown ${wanted}`, [
    element('h2', {}, t('frame.no_such_site', { site: wanted })),
    element('p', {}, t('frame.no_such_site_text')),
    button(t('frame.open_site', { site: instead.name }), open),
  ]);
}

export function showNoSites() {
  setState('empty');
  const command = 'footfall site add my-shop --name "My shop" --currency EUR --timezone Europe/Paris --origin https://shop.example';
  say('no-sites', [
    element('h2', {}, t('frame.no_site')),
    element('p', {}, t('frame.no_site_text')),
    snippet(command),
    element('p', {}, element('a', { href: '?view=setup', class: 'button' }, t('frame.set_up'))),
  ]);
}

/** Nothing was ever received: the next step is the tag. */
export function showEmpty(site) {
  setState('empty');
  const tag = `<script async src="${location.origin}/footfall.js" data-site="${site.id}"></script>`;
  const demo = element('p', {}, element('a', { href: '/demo/', class: 'button' }, t('frame.open_demo')));
  say(`empty ${site.id}`, [
    element('h2', {}, t('frame.waiting', { site: site.name })),
    element('p', {}, ...phrase('frame.paste_tag', { head: code('</head>') })),
    snippet(tag),
    element('p', {}, t('frame.fills_by_itself')),
    element('p', { class: 'aside' }, ...phrase('frame.nothing_arrives', { command: code(`footfall site add ${site.id} --origin https://…`) })),
    element('p', {}, element('a', { href: `?${new URLSearchParams({ view: 'setup', site: site.id })}`, class: 'button' }, t('frame.set_up'))),
    ...(site.id === 'demo' ? [demo] : []),
  ]);
}

/** The numbers are there; `remarks` are what one must know to read them right. */
export function showReady(remarks) {
  setState('ready');
  say(remarks.map(({ text }) => text).join('\n'), remarks.map(remarkLine));
}

export function staleRemark(error, sinceText, retry) {
  const { title } = wordsFor(error);
  return { text: t('frame.stale', { problem: title, time: sinceText }), isWarning: true, retry };
}

function remarkLine({ text, isWarning, retry }) {
  return element('p', { class: isWarning ? 'remark warning' : 'remark' }, element('span', {}, text), ...(retry ? [' ', button(t('frame.try_again'), retry)] : []));
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
