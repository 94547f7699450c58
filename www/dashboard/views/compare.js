//! Two segments side by side: the one that is asked about, and another one.

import { createComparisonChart } from '../comparison-chart.js';
import { changeBetween, sizeOf } from '../change.js';
import { element } from '../dom.js';
import { approximate, count, duration, money, percent } from '../format.js';
import { createTable } from '../table.js';

const number = (id) => ({ id, text: (o) => count(o[id]), number: (o) => o[id] });
const share = (id) => ({ id, text: (o) => percent(o[id]), number: (o) => o[id] });
const amount = (id) => ({ id, text: (o) => money(o[id]), number: (o) => approximate(o[id]) });
const METRICS = [
  amount('total_revenue'),
  number('orders'),
  share('session_conversion_rate'),
  amount('average_order_value'),
  number('sessions'),
  number('visitors'),
  { id: 'engaged_ms_per_session', text: (o) => duration(o.engaged_ms_per_session), number: (o) => o.engaged_ms_per_session },
  share('cart_abandonment_rate'),
];

export function create(root, { api, t, open, card }) {
  const choice = element('select', { id: 'compare-with' });
  const label = element('label', { for: choice.id }, t('compare.with'));
  const names = { one: '', other: '' };
  const figures = card(root, { id: 'compared', title: t('compare.figures'), isScrolled: true });
  figures.header.append(element('p', { class: 'choice' }, label, ' ', choice));
  choice.addEventListener('change', () => open({ params: { with: choice.value } }));
  const hint = element('p', { class: 'footnote muted', hidden: true }, t('compare.hint'));
  const heads = ['one', 'other'].map((id) => element('span', { 'data-side': id }));
  const table = createTable(figures.content, {
    id: 'compared',
    whenEmpty: '',
    columns: [
      { label: t('compare.metric'), kind: 'name', text: ({ metric }) => t(`overview.${metric.id}`) },
      { label: heads[0], kind: 'number', text: ({ metric, one }) => metric.text(one) },
      { label: heads[1], kind: 'number', text: ({ metric, other }) => metric.text(other) },
      { label: t('compare.difference'), kind: 'number', text: difference },
    ],
  });
  figures.content.append(hint);
  const charts = ['total_revenue', 'orders', 'sessions'].map((id) =>
    createComparisonChart(card(root, { id: `compared-${id}`, title: t(`overview.${id}`) }), id),
  );
  const panels = [figures, ...charts.map((chart) => chart.card)].map(({ panel }) => panel);

  async function load(ask) {
    const { site, question, params, signal, isUpdate } = ask;
    if (!isUpdate) for (const panel of panels) panel.asking();
    const another = { ...question, filter: '', segment: params.with ?? '' };
    const report = (name, asked) => api.report(name, site.id, asked, signal);
    const [segments, one, other, days, otherDays] = await Promise.all([
      api.segments(site.id, signal),
      report('overview', question),
      report('overview', another),
      report('timeseries', question),
      report('timeseries', another),
    ]);
    if (signal.aborted) return {};
    showChoice(segments, another.segment);
    names.one = [question.segment, question.filter].filter(Boolean).join(' · ') || t('compare.everyone');
    names.other = another.segment || t('compare.everyone');
    heads[0].textContent = names.one;
    heads[1].textContent = names.other;
    table.show(METRICS.map((metric) => ({ metric, one, other })));
    hint.hidden = names.one !== names.other;
    for (const chart of charts) {
      chart.show(days.rows, otherDays.rows, names);
      [[question, names.one], [another, names.other]].forEach(([asked, name], place) => {
        chart.card.downloads.offerCsv(api.reportUrl('timeseries', site.id, { ...asked, format: 'csv' }), place, name);
      });
    }
    for (const panel of panels) panel.filled();
    return { compared: null };
  }

  function showChoice(segments, chosen) {
    const options = [['', t('compare.everyone')], ...segments.map(({ name }) => [name, name])];
    choice.replaceChildren(...options.map(([value, words]) => element('option', { value }, words)));
    choice.value = chosen;
  }

  function clear() {
    for (const panel of panels) panel.waiting();
  }

  function close() {
    for (const chart of charts) chart.close();
  }

  return { load, clear, close };
}

/** Of the first to the second: "+12%". */
function difference({ metric, one, other }) {
  const change = changeBetween(metric.number(one), metric.number(other));
  if (!change) return '';
  const sign = { up: '+', down: '−', flat: '' }[change.direction];
  return `${sign}${sizeOf(change)}`;
}
