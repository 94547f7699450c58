//! The cards of a view and the questions behind them. Asks all at once and shows each answer when it comes, so that one
//! slow report never holds up the others.

import * as api from './api.js';
import { wordsFor } from './failures.js';

// A file has room for more than a card; as many as the server gives at once.
const ALL_ROWS = '10000';

/**
 * A view (`{ load, clear }`) of cards `{ card, report, query, show }`: `report` is its name, or finds it in `ask`; `query(ask)`
 * is what it is asked beside the period and the filter, `show(answer, ask)` fills the card. The first card is the one the
 * view is about: without it there is no view.
 */
export function createCards(cards) {
  function clear() {
    for (const { card } of cards) card.panel.waiting();
  }

  /**
   * Resolves to the answers, or throws what stopped the first card or signed us out. Another card that fails says so in its
   * own place. Of an update old numbers stay where new ones do not come.
   */
  async function load(ask) {
    const { signal, isUpdate, retry } = ask;
    if (!isUpdate) for (const { card } of cards) card.panel.asking();
    const answers = await Promise.allSettled(cards.map((each) => fill(each, ask)));
    const failures = answers.map(({ reason }) => reason);
    const signedOut = failures.find((error) => error?.kind === 'signed-out');
    if (signedOut) throw signedOut;
    if (failures[0]) throw failures[0];
    if (!signal.aborted && !isUpdate) {
      cards.forEach(({ card }, index) => {
        if (failures[index]) card.panel.failed(wordsFor(failures[index]).title, retry);
      });
    }
    // A card that never came says so itself; stale is only what shows older numbers than the rest.
    const staleBecause = failures.find((error, index) => error && cards[index].card.panel.isFilled());
    return { answers: answers.map(({ value }) => value), staleBecause };
  }

  return { load, clear };
}

async function fill({ card, report, query, show }, ask) {
  const name = typeof report === 'function' ? report(ask) : report;
  const asked = { ...ask.question, ...query?.(ask) };
  const answer = await api.report(name, ask.site.id, asked, ask.signal);
  if (ask.signal.aborted) return null;
  card.downloads?.offerCsv(api.reportUrl(name, ask.site.id, { ...asked, after: '', limit: ALL_ROWS, format: 'csv' }));
  show(answer, ask);
  card.panel.filled();
  return answer;
}
