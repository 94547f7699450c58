//! What a long table shows, as the address says it: which tab, sorted by what, sought for what, from where on.

export const ROWS = 50;

/** `{ tab, sort, order, find, after }` of the parameters of a view, as far as they make sense. */
export function stateOf(tabs, params = {}) {
  const tab = tabs.find(({ id }) => id === params.tab) ?? tabs[0];
  const sorted = tab.columns.find(({ sort }) => sort && sort === params.sort);
  const order = ['asc', 'desc'].includes(params.order) ? params.order : undefined;
  return {
    tab,
    sort: sorted?.sort ?? tab.sort,
    order: sorted && order ? order : defaultOrder(sorted ?? tab.columns.find(({ sort }) => sort === tab.sort)),
    find: tab.isSearched === false ? '' : (params.find ?? ''),
    after: params.after ?? '',
  };
}

/** Numbers begin with the largest, names with the first. */
function defaultOrder(column) {
  return column?.kind === 'number' ? 'desc' : 'asc';
}

/** What the server is asked. A tab without a sort is in the server's own order. */
export function queryOf({ tab, sort, order, find, after }) {
  return { ...tab.query, limit: String(ROWS), sort, order: sort && order, search: find, after };
}

/** The parameters after a click on a column's heading: once more turns it round. */
export function sortedBy(state, column) {
  const isSame = state.sort === column.sort;
  const order = isSame ? (state.order === 'desc' ? 'asc' : 'desc') : defaultOrder(column);
  return paramsOf(state, { sort: column.sort, order, after: '' });
}

/** What differs from the first look at the first tab. */
export function paramsOf({ tab, sort, order, find, after }, changes = {}) {
  const all = { tab: tab.id, sort, order, find, after, ...changes };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value));
}
