//! The views, in the order of the navigation: one line each. This is all that the frame knows of them.
//!
//! A view `<name>` is `views/<name>.js`, loaded when it is opened first, with its words in `words/<language>/<name>.js` (each
//! language's `index.js` names it; the key `title` is its name in the navigation) and its style in `styles/<name>.css`
//! (named in `styles/index.css`). It exports
//!
//!     create(root, tools) → { load(ask) → Promise, clear(), close()? }
//!
//! * `create` builds the view's elements in `root`, an empty `div.report` with a grid of twelve columns.
//! * `load(ask)` asks the server and fills them; called again when the reader asks something else, and (`ask.isUpdate`) when
//!   events were committed. `ask` is `{ site, from, to, today, compare, filter, segment, question, params, isUpdate, signal,
//!   retry }`: `site` as /api/v1/sites has it (null of a tool before there is one), `question` what every report takes (from,
//!   to, filter, segment), `params` what the address says for this view alone. It resolves to nothing, or to
//!   `{ compared, remarks, isActive, staleBecause }` (see overview.js), and throws an ApiError when there is nothing to show.
//! * `clear()` goes back to skeletons: the site is another one. `close()` ends what goes on by itself.
//!
//! `tools` is
//! * `api`: api.js. Nothing else calls `fetch`.
//! * `t`, `phrase`: words.js.
//! * `open(wish)`: goes to another address; `href(wish)`: the same for a link. A wish is what differs from now:
//!   `{ view, site, preset, from, to, compare, filter, segment, params }`. Another view forgets `params`.
//! * `filterBy(dimension, value)`: the same view of those sessions only.
//! * `explain(metric, name)`: opens why a metric of the overview is what it is.
//! * `reload()`: asks for the sites again, of which one was added or renamed.
//! * `card(root, {id, title, …})` and `cards([…])`: card.js and cards.js. A view that is made of cards returns `cards([…])`.
//!
//! A line here: `id`; `within`, of a view about one of what another view lists: that one alone is in the navigation; `key`, the
//! letter after `g` that opens it (keyboard.js); `load`; and, of a view that is about no period and shows itself before the
//! first event (or the first site), `isReport: false`; of one that shows nothing to whoever a site is only shared with,
//! `only: 'people'`.

export const VIEWS = [
  { id: 'overview', key: 'o', load: () => import('./overview.js') },
  { id: 'live', key: 'l', load: () => import('./live.js'), isReport: false, only: 'people' },
  { id: 'products', key: 'p', load: () => import('./products.js') },
  { id: 'product', within: 'products', load: () => import('./product.js') },
  { id: 'sources', key: 's', load: () => import('./sources.js') },
  { id: 'pages', key: 'a', load: () => import('./pages.js') },
  { id: 'carts', key: 'c', load: () => import('./carts.js') },
  { id: 'orders', key: 'r', load: () => import('./orders.js'), only: 'people' },
  { id: 'customers', key: 'u', load: () => import('./customers.js'), only: 'people' },
  { id: 'compare', key: 'x', load: () => import('./compare.js'), only: 'people' },
  { id: 'people', key: 'e', load: () => import('./people.js'), isReport: false, only: 'people' },
  { id: 'setup', key: 'i', load: () => import('./setup.js'), isReport: false, only: 'people' },
  { id: 'alerts', key: 'n', load: () => import('./alerts.js'), isReport: false, only: 'people' },
];

export const DEFAULT_VIEW = VIEWS[0].id;

export function viewOf(id) {
  return VIEWS.find((view) => view.id === id);
}
