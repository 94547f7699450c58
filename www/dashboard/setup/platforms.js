//! The steps in the systems that shops are made with, one tab each.

import { element } from '../dom.js';
import { createSnippet } from '../snippet.js';
import { t } from '../words.js';
import { flowBody, gtmSnippet, magentoPolicy, wooOrders, wooTag } from './snippets.js';

// With each how many steps there are words for, and the snippets after them, by the number of the step.
const PLATFORMS = [
  { id: 'gtm', name: 'Google Tag Manager', steps: 3, snippets: { 2: gtmSnippet } },
  { id: 'woocommerce', name: 'WooCommerce', steps: 3, snippets: { 1: wooTag, 3: wooOrders } },
  { id: 'shopify', name: 'Shopify', steps: 3, snippets: { 1: ({ script_tag: tag }) => tag, 3: flowBody } },
  { id: 'magento', name: 'Magento', steps: 3, snippets: { 2: ({ tag }) => tag, 3: magentoPolicy } },
  { id: 'prestashop', name: 'PrestaShop', steps: 3, snippets: { 1: ({ tag }) => tag } },
];

export function createPlatforms({ content }) {
  const tabs = PLATFORMS.map(({ id, name }) =>
    element('button', { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `steps-${id}`, class: 'tab' }, name),
  );
  const panels = PLATFORMS.map(createSteps);
  const bar = element('div', { role: 'tablist', class: 'tabs', 'aria-label': t('setup.platforms') }, ...tabs);
  content.append(bar, ...panels.map(({ node }) => node));
  tabs.forEach((tab, index) => tab.addEventListener('click', () => choose(index)));
  bar.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const index = (tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length;
    choose(index);
    tabs[index].focus();
  });
  choose(0);

  function choose(chosen) {
    tabs.forEach((tab, index) => {
      tab.setAttribute('aria-selected', String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      panels[index].node.hidden = index !== chosen;
    });
  }

  return { show: (facts) => panels.forEach((panel) => panel.show(facts)) };
}

function createSteps({ id, name, steps, snippets }) {
  const boxes = [];
  const items = Array.from({ length: steps }, (_, index) => {
    const text = snippets[index + 1];
    const item = element('li', {}, element('p', {}, t(`setup.in_${id}_${index + 1}`)));
    if (text) {
      const box = createSnippet(`${name} ${index + 1}`);
      boxes.push((facts) => box.show(text(facts)));
      item.append(box.node);
    }
    return item;
  });
  const node = element('div', { role: 'tabpanel', id: `steps-${id}`, 'aria-labelledby': `tab-${id}`, tabindex: '0' }, element('ol', { class: 'instructions' }, ...items));
  return { node, show: (facts) => boxes.forEach((box) => box(facts)) };
}
