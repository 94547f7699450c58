//! What is read and for how long, where visits begin and end, and what is sought.

import { counted, filtering, lasted, named, paid, said, shared, unsorted } from '../columns.js';
import { createListed } from '../listing.js';
import { t } from '../words.js';

export function create(root, tools) {
  const atTheEnd = (id, report, dimension) => ({
    id,
    label: t(`pages.${id}`),
    report,
    sort: 'sessions',
    whenEmpty: t('pages.none'),
    columns: [
      named(tools, { id: dimension, text: (row) => row[dimension], bar: 'sessions', wish: filtering(dimension) }),
      counted('sessions'), shared('engagement_rate'), counted('orders'), shared('session_conversion_rate'), paid('total_revenue'),
    ],
  });
  return createListed(root, tools, {
    id: 'pages-list',
    title: t('pages.heading'),
    tabs: [
      {
        id: 'pages',
        label: t('pages.pages'),
        report: 'pages',
        sort: 'page_views',
        whenEmpty: t('pages.none'),
        columns: [
          named(tools, { id: 'page', text: (row) => row.page, bar: 'page_views', wish: filtering('page') }),
          counted('page_views'), unsorted(lasted('time_on_page_median_ms')), lasted('time_on_page_mean_ms'), counted('entries'), counted('exits'),
          said('page_title', (row) => row.title ?? ''),
        ],
      },
      atTheEnd('landing', 'landing-pages', 'landing_page'),
      atTheEnd('exit', 'exit-pages', 'exit_page'),
      {
        id: 'searches',
        label: t('pages.searches'),
        report: 'searches',
        sort: 'searches',
        whenEmpty: t('pages.no_searches'),
        columns: [
          named(tools, { id: 'search_term', text: (row) => row.search_term, bar: 'searches', wish: filtering('search_term') }),
          counted('searches'), counted('sessions'), counted('orders'), paid('revenue'),
        ],
      },
    ],
  });
}
