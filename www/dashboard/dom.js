//! The few DOM moves everything here is made of. Data reaches the page as text nodes only, so nothing a
//! shop or a visitor sends can become markup; there is no innerHTML in this folder.

export const byId = (id) => document.getElementById(id);

/** `element('p', { class: 'label' }, 'Sessions')`; attributes that are false or null are left out. */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, '');
    else if (value != null && value !== false) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Writes only what differs, so that a refresh neither flickers nor disturbs a selection. */
export function setText(node, text) {
  if (node.textContent === text) return false;
  node.textContent = text;
  return true;
}

/** A share from 0 to 1 for the style sheet to draw; set through the CSSOM, which the CSP allows. */
export function setShare(node, share) {
  const bounded = Math.min(1, Math.max(0, share || 0));
  node.style.setProperty('--share', bounded.toFixed(4));
}

/** Text for screen readers only. */
export function spoken(text) {
  return element('span', { class: 'spoken' }, text);
}

export function prefersLessMotion() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
