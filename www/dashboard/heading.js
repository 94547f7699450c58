//! The words at the top: which view of which shop, which days, compared with which, how fresh; and the tab's title.

import { byId, setText } from './dom.js';
import { clock, days as daysText } from './format.js';
import { CUSTOM } from './periods.js';
import { language, t } from './words.js';

export function createHeading() {
  const name = byId('site-name');
  const period = byId('period');
  const compared = byId('compared');
  const mode = byId('live-mode');
  const freshness = byId('freshness');
  const announced = byId('announced');
  let shownView = null;
  document.documentElement.lang = language();
  // What stands in the page from the start, in English.
  for (const node of document.querySelectorAll('[data-t]')) setText(node, t(node.dataset.t));
  for (const node of document.querySelectorAll('[data-t-label]')) node.setAttribute('aria-label', t(node.dataset.tLabel));

  function title(...parts) {
    document.title = [...parts, 'Footfall'].join(' · ');
  }

  return {
    showAsked(site, { view, preset }, { from, to }, today) {
      const dates = daysText(from, to);
      const viewTitle = t(`${view}.title`);
      setText(name, site ? `${viewTitle} · ${site.name}` : viewTitle);
      // Nothing is loaded anew, so nobody else says that it is another view.
      if (shownView !== null && shownView !== view) setText(announced, viewTitle);
      shownView = view;
      title(...[viewTitle, site?.name, preset === CUSTOM ? dates : t(`frame.preset_${preset}`)].filter(Boolean));
      setText(period, to === today ? t('frame.so_far', { dates }) : dates);
    },
    showLoaded(site, before, at) {
      const zone = site ? t('frame.zone', { zone: site.time_zone }) : '';
      const words = before && t('frame.compared', { dates: daysText(before.from, before.to) });
      setText(compared, [words, zone].filter(Boolean).join(' · '));
      setText(freshness, t('frame.updated', { time: clock(at) }));
    },
    showMode(id) {
      mode.dataset.mode = id;
      setText(mode, t(`frame.mode_${id}`));
    },
    showEmpty: (site) => title(t('frame.no_events'), site.name),
    showProblem: () => title(t('frame.problem')),
    showSignedOut: () => title(t('frame.sign_in')),
    timeOf: (at) => clock(at),
    onSignOut: (action) => byId('sign-out').addEventListener('click', action),
  };
}
