//! The words at the top: which shop, which days, compared with which, how fresh; and the tab's title.

import { byId, setText } from './dom.js';
import { clock, days as daysText } from './format.js';
import { CUSTOM, PRESETS } from './periods.js';

const MODES = { live: 'Live', polling: 'Every 15 s', paused: 'Paused' };

export function createHeading() {
  const name = byId('site-name');
  const period = byId('period');
  const compared = byId('compared');
  const mode = byId('live-mode');
  const freshness = byId('freshness');

  function title(...parts) {
    document.title = [...parts, 'Footfall'].join(' · ');
  }

  return {
    showView(site, view, { from, to }, today) {
      const label = PRESETS.find(({ id }) => id === view.preset)?.label;
      const dates = daysText(from, to);
      title(site.name, view.preset === CUSTOM ? dates : label);
      setText(name, site.name);
      setText(period, to === today ? `${dates}, today so far` : dates);
    },
    showLoaded({ previous, time_zone: timeZone }, at) {
      const before = previous ? `Compared with ${daysText(previous.from, previous.to)} · ` : '';
      setText(compared, `${before}${timeZone} time`);
      setText(freshness, `Updated ${clock(at)}`);
    },
    showMode(id) {
      mode.dataset.mode = id;
      setText(mode, MODES[id]);
    },
    showEmpty: (site) => title('No events yet', site.name),
    showProblem: () => title('Problem'),
    showSignedOut: () => title('Sign in'),
    timeOf: (at) => clock(at),
    onSignOut: (action) => byId('sign-out').addEventListener('click', action),
  };
}
