//! What a card shows, to be kept: the table as CSV by the server, the chart as SVG or PNG drawn from its numbers.

import { svgText } from './chart-svg.js';
import { element, setText } from './dom.js';
import { t } from './words.js';

// So that it is sharp on paper, too.
const PNG_SCALE = 2;

/** In the header of a card. Nothing is there until something is offered. */
export function createDownloads(header, title) {
  const list = element('ul', { role: 'list' });
  const summary = element('summary', { 'aria-label': t('frame.download_of', { title }), title: t('frame.download') }, '⤓');
  const menu = element('details', { class: 'downloads', hidden: true }, summary, list);
  header.append(menu);
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (!menu.contains(relatedTarget)) menu.open = false;
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    menu.open = false;
    summary.focus();
  });
  const tables = new Map();

  function add(node) {
    list.append(element('li', {}, node));
    menu.hidden = false;
  }

  /** The address of the same rows as CSV; `place` and `name` where there is more than one table. */
  function offerCsv(url, place = 0, name = '') {
    if (!tables.has(place)) {
      tables.set(place, element('a', { download: '' }));
      add(tables.get(place));
    }
    tables.get(place).href = url;
    setText(tables.get(place), ['CSV', name].filter(Boolean).join(' · '));
  }

  /** `draw()` makes the SVG, `name()` is what the file is called. */
  function offerChart(draw, name) {
    add(button('SVG', () => keep(new Blob([svgText(draw())], { type: 'image/svg+xml' }), `${name()}.svg`)));
    add(button('PNG', async () => keep(await pngOf(draw()), `${name()}.png`)));
  }

  function button(label, onClick) {
    const node = element('button', { type: 'button' }, label);
    node.addEventListener('click', () => {
      menu.open = false;
      onClick();
    });
    return node;
  }

  return { offerCsv, offerChart };
}

function keep(blob, name) {
  const url = URL.createObjectURL(blob);
  element('a', { href: url, download: name }).click();
  // The browser has taken it by the time that anything else runs.
  setTimeout(() => URL.revokeObjectURL(url));
}

async function pngOf(svg) {
  const [width, height] = [svg.width.baseVal.value, svg.height.baseVal.value];
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(svg))}`;
  await image.decode();
  const canvas = element('canvas', { width: width * PNG_SCALE, height: height * PNG_SCALE });
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, 'image/png'));
}
