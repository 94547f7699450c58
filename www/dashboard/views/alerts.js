//! Summaries and alerts: by which rules, where to, and what became of the newest.

import { createRules } from '../alerts/rules.js';
import { createTargets } from '../alerts/targets.js';
import { element, setText } from '../dom.js';
import { wordsFor } from '../failures.js';
import { moment } from '../format.js';
import { createTable } from '../table.js';

// What was asked for is sent soon after.
const LOOK_AGAIN_MS = 2000;

export function create(root, { api, t, card }) {
  let site = null;
  let looking = null;
  const trouble = element('p', { class: 'problem', role: 'alert' });
  root.append(trouble);
  const rulesCard = card(root, { id: 'rules', title: t('alerts.rules') });
  const targetsCard = card(root, { id: 'targets', title: t('alerts.targets') });
  const sentCard = card(root, { id: 'sent', title: t('alerts.sent'), isScrolled: true });
  const cards = [rulesCard, targetsCard, sentCard];
  const rules = createRules(rulesCard, { failed, change: (rule) => api.changeAlerts(site.id, { rule }) });
  const targets = createTargets(targetsCard, {
    failed,
    add: (change) => after(api.changeAlerts(site.id, change)),
    forget: (id) => after(api.changeAlerts(site.id, { forget: { id } })),
    test: (id) => after(api.testAlert(site.id, id)),
  });
  const sent = createTable(sentCard.content, {
    id: 'notices',
    whenEmpty: t('alerts.nothing_sent'),
    columns: [
      { label: t('alerts.when'), kind: 'name', text: (row) => moment(row.created_at_ms) },
      { label: t('alerts.what'), kind: 'text', text: (row) => t(`alerts.rule_${row.rule}`) },
      { label: t('alerts.to'), kind: 'text', text: (row) => row.address },
      { label: t('alerts.state'), kind: 'text', text: state },
    ],
  });

  function state({ sent_at_ms: sentAt, next_at_ms: nextAt, attempts, error }) {
    if (sentAt !== null) return t('alerts.sent_at', { time: moment(sentAt) });
    if (attempts === 0) return t('alerts.waits');
    if (nextAt !== null) return t('alerts.again_at', { time: moment(nextAt), error });
    return t('alerts.given_up', { error });
  }

  async function load(ask) {
    clearTimeout(looking);
    site = ask.site;
    if (site === null) return;
    show(await api.alerts(site.id, ask.signal));
  }

  function show(alerts) {
    setText(trouble, '');
    rules.show(alerts.rules);
    targets.show(alerts);
    sent.show(alerts.notices);
    for (const { panel } of cards) panel.filled();
  }

  /** What is there is shown now, and once more when it was sent. */
  async function after(asking) {
    const answer = await asking;
    const look = () => api.alerts(site.id).then(show, failed);
    await look();
    clearTimeout(looking);
    looking = setTimeout(look, LOOK_AGAIN_MS);
    return answer;
  }

  function failed(error) {
    setText(trouble, wordsFor(error).text);
  }

  function clear() {
    clearTimeout(looking);
    rules.clear();
    targets.clear();
    for (const { panel } of cards) panel.waiting();
  }

  return { load, clear, close: () => clearTimeout(looking) };
}
