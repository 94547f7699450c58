//! Whether anything happened: in some days, or ever.

import * as api from './api.js';

// Long before the first Footfall ran, so that "ever" means ever.
const BEFORE_ANY_EVENT = '2020-01-01';

export function hasActivity({ sessions, page_views: pageViews, orders, carts, unconverted = [] }) {
  return sessions + pageViews + orders + carts + unconverted.length > 0;
}

/** Whether the site ever received anything; asked only when the chosen days hold nothing. */
export async function hasHistory(siteId, today, signal) {
  try {
    return hasActivity(await api.report('overview', siteId, { from: BEFORE_ANY_EVENT, to: today }, signal));
  } catch (error) {
    // A server that does not answer for so long a period has not said that there is nothing.
    if (error.kind === 'refused') return true;
    throw error;
  }
}
