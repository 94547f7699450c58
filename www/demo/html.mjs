//! Text becomes markup here and nowhere else, so nothing can reach a page unescaped by oversight.
const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

class Markup {
  constructor(text) { this.text = text; }
  toString() { return this.text; }
}

function render(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  if (value === undefined || value === null || value === false) return '';
  return String(value).replace(/[&<>"']/g, (character) => entities[character]);
}

/** Tag for templates: every value is escaped, except what was itself made by this tag. */
export function html(strings, ...values) {
  return new Markup(strings.reduce((text, part, i) => text + render(values[i - 1]) + part));
}
