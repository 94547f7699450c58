//! Customers: when they come back, who of them matters, what they are worth, and those who brought most.

import { counted, dated, paid, unsorted } from '../columns.js';
import { element, setText } from '../dom.js';
import { createFigures } from '../figures.js';
import { NOTHING, count, days, money, percent } from '../format.js';
import { createHeatTable } from '../heat-table.js';
import { createListing } from '../listing.js';
import { addDays } from '../periods.js';
import { createMap } from '../rfm-map.js';
import { createTable } from '../table.js';
import { t } from '../words.js';

// A year of months: a cohort tells little before some of its periods are over.
const COHORT_DAYS = 364;
const ALL_CELLS = '10000';

export function create(root, tools) {
  const { card, cards } = tools;
  const worth = createWorth(root);
  const cohortCard = card(root, { id: 'cohorts', title: t('customers.cohorts'), kind: 'wide', isScrolled: true });
  const cohortDays = cohortCard.header.appendChild(element('p', { class: 'muted' }));
  const cohorts = createHeatTable(cohortCard.content);
  cohortCard.content.append(element('p', { class: 'footnote muted' }, t('customers.about_cohorts')));
  const mapCard = card(root, { id: 'rfm', title: t('customers.rfm'), kind: 'half', isScrolled: true });
  const map = createMap(mapCard.content);
  const groups = createGroups(card(root, { id: 'rfm-groups', title: t('customers.groups'), kind: 'half', isScrolled: true }));
  const listing = createListing(root, tools, {
    id: 'customers-list',
    title: t('customers.list'),
    tabs: [
      {
        id: 'customers',
        label: t('customers.list'),
        report: 'customers',
        sort: 'clv_historic',
        isSearched: false,
        whenEmpty: t('customers.none'),
        note: t('customers.about_list'),
        columns: customerColumns(),
      },
    ],
  });
  const view = cards([
    { ...worth, report: 'clv' },
    {
      card: cohortCard,
      report: 'cohorts',
      query: ({ to }) => ({ from: addDays(to, -COHORT_DAYS), limit: ALL_CELLS }),
      show({ rows }, { to }) {
        cohorts.show(rows);
        setText(cohortDays, days(addDays(to, -COHORT_DAYS), to));
      },
    },
    {
      card: mapCard,
      report: 'rfm',
      show(answer) {
        map.show(answer.map);
        groups.show(answer);
      },
    },
    listing,
  ]);

  return {
    async load(ask) {
      const { answers: [answer], staleBecause } = await view.load(ask);
      const isNobodyKnown = answer?.customers === 0;
      return { staleBecause, remarks: isNobodyKnown ? [{ text: t('customers.nobody') }] : [] };
    },
    clear() {
      groups.clear();
      view.clear();
    },
  };
}

function customerColumns() {
  return [
    { label: t('customers.customer'), kind: 'name', text: (row) => row.customer },
    paid('clv_historic'),
    counted('orders'),
    paid('average_order_value'),
    dated('last_order'),
    { label: t('customers.group'), kind: 'text', text: (row) => t(`customers.group_${row.rfm_group}`) },
    { label: t('customers.p_alive'), kind: 'number', text: (row) => percent(row.p_alive) },
    unsorted(paid('clv_predicted')),
  ];
}

/** What is predicted, how sure it is, and how well the same would have told the past. */
function createWorth(root) {
  const figures = createFigures(root, {
    id: 'worth',
    title: t('customers.worth'),
    figures: [
      { id: 'customers', label: t('terms.customers'), text: (o) => count(o.customers), detail: (o) => t('customers.repeat', { n: o.repeat_customers }) },
      { id: 'clv_predicted', label: t('customers.predicted'), text: (o) => money(o.clv_predicted), detail: intervalOf },
      { id: 'clv_predicted_per_customer', label: t('customers.per_customer'), text: (o) => money(o.clv_predicted_per_customer), detail: horizonOf },
      { id: 'expected_purchases', label: t('customers.expected'), text: (o) => wholeOf(o.expected_purchases), detail: horizonOf },
    ],
  });
  const words = element('p', { class: 'footnote muted' });
  figures.card.section.append(words);

  function show(answer) {
    figures.show(answer);
    setText(words, answer.missing ? t(`customers.missing_${answer.missing}`, { n: answer.min_repeat_customers }) : pastOf(answer));
  }

  return { card: figures.card, show };
}

const wholeOf = (number) => (number === null ? NOTHING : count(Math.round(number)));
const horizonOf = ({ horizon_weeks: n }) => t('customers.within', { n });

function intervalOf({ clv_predicted_low: low, clv_predicted_high: high, interval }) {
  return low && high ? t('customers.between', { low: money(low), high: money(high), share: percent(interval.share) }) : '';
}

function pastOf({ backtest }) {
  if (!backtest || backtest.missing) return t('customers.no_past');
  const { calibrated_to: day, predicted_purchases: predicted, actual_purchases: n, error } = backtest;
  return t('customers.past', { day: days(day, day), predicted: Math.round(predicted), n, error: percent(Math.abs(error)) });
}

/** Filled by the map's answer, and waiting with it. */
function createGroups({ content, panel }) {
  const columns = [
    { label: t('customers.group'), kind: 'name', text: (row) => t(`customers.group_${row.group}`), share: (row) => row.customers },
    ...[counted('customers'), { label: t('customers.share'), kind: 'number', text: (row) => percent(row.share) }, paid('revenue'), paid('revenue_per_customer')].map(unsorted),
  ];
  const table = createTable(content, { id: 'groups', columns, whenEmpty: t('customers.none') });

  function show({ rows }) {
    table.show(rows);
    panel.filled();
  }

  return { show, clear: () => panel.waiting() };
}
