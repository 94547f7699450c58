//! A number's days in the space of a word. For the eye only: the card of the same number says it in full.

const NAMESPACE = 'http://www.w3.org/2000/svg';
const WIDTH = 96;
const HEIGHT = 24;
const INSET = 2; // half a line's width, and a dot's

/** `"M2 22 L48 2"`: gaps where nothing is known; empty for less than two days. */
export function sparkPath(values) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return '';
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  const x = (index) => INSET + (index * (WIDTH - 2 * INSET)) / (values.length - 1);
  const y = (value) => HEIGHT - INSET - ((value - low) / (high - low || 1)) * (HEIGHT - 2 * INSET);
  const round = (number) => Math.round(number * 10) / 10;
  return values
    .map((value, index) => (value === null ? '' : `${index === 0 || values[index - 1] === null ? 'M' : 'L'}${round(x(index))} ${round(y(value))}`))
    .filter(Boolean)
    .join(' ');
}

export function createSparkline() {
  const node = make('svg', { class: 'spark', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true', focusable: 'false' });
  const path = make('path', {});
  node.append(path);
  return { node, show: (values) => path.setAttribute('d', sparkPath(values)) };
}

function make(tag, attributes) {
  const node = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
