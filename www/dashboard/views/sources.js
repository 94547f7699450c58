//! Where buyers come from, and which of it brings money: sources, mediums, campaigns, referrers, countries, devices; and the
//! same revenue as five models of attribution share it out.

import { counted, filtering, named, paid, said, shared, unsorted } from '../columns.js';
import { createListed } from '../listing.js';
import { t } from '../words.js';

const MODELS = ['last_non_direct', 'first', 'linear', 'time_decay', 'position'];

export function create(root, tools) {
  const figures = () => [
    paid('total_revenue'), counted('orders'), counted('sessions'), shared('session_conversion_rate'), paid('average_order_value'),
    counted('visitors'), shared('engagement_rate'),
  ];
  const by = (id, dimension, filters = [dimension]) => ({
    id,
    label: t(`sources.${id}`),
    report: id,
    sort: 'total_revenue',
    whenEmpty: t('sources.none'),
    columns: [
      named(tools, { id: dimension, text: (row) => row[dimension] || t('terms.not_set'), bar: 'total_revenue', wish: filtering(...filters) }),
      ...figures(),
    ],
  });
  const sources = by('sources', 'source', ['source', 'medium', 'campaign']);
  sources.columns.splice(1, 0, way());
  const referrers = by('referrers', 'referrer');
  referrers.columns[0] = named(tools, {
    id: 'referrer', text: (row) => row.referrer, bar: 'total_revenue', wish: (row, ask) => filtering('source')({ source: row.referrer }, ask),
  });
  return createListed(root, tools, {
    id: 'sources-list',
    title: t('sources.heading'),
    tabs: [sources, by('mediums', 'medium'), by('campaigns', 'campaign'), referrers, by('countries', 'country'), by('devices', 'device'), attribution(tools)],
  });
}

const way = () => said('medium_campaign', (row) => [row.medium, row.campaign].filter(Boolean).join(' · '));

/** Every column adds up to the same revenue: they differ in who it is due to. */
function attribution(tools) {
  return {
    id: 'attribution',
    label: t('sources.attribution'),
    report: 'attribution',
    sort: 'last_non_direct',
    whenEmpty: t('sources.no_orders'),
    note: t('sources.about_attribution'),
    columns: [
      unsorted(named(tools, { id: 'source', text: (row) => row.source, bar: 'last_non_direct', wish: filtering('source', 'medium', 'campaign') })),
      way(),
      counted('orders'),
      ...MODELS.map(paid),
    ],
  };
}
