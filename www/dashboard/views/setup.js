//! Setting a shop up: its tag, the steps in its system, whether it is heard, what looks wrong, and its settings.

import { element } from '../dom.js';
import { createLiveCheck } from '../setup/live-check.js';
import { createPlatforms } from '../setup/platforms.js';
import { createSiteForm } from '../setup/site-form.js';
import { createWarnings } from '../setup/warnings.js';
import { createSnippet } from '../snippet.js';

// Commits tell of what is stored. What is refused tells nobody, so whoever waits looks again.
const LOOK_AGAIN_MS = 5000;

export function create(root, { api, t, phrase, href, card }) {
  let shown = null; // the site whose form stands there
  let looking = null;
  const ofSite = element('div', { class: 'report of-site', hidden: true });
  root.append(ofSite);
  const check = card(ofSite, { id: 'heard', title: t('setup.heard') });
  const liveCheck = createLiveCheck(check);
  const wrong = card(ofSite, { id: 'warnings', title: t('setup.warnings') });
  const warnings = createWarnings(wrong);
  const tagCard = card(ofSite, { id: 'tag', title: t('setup.tag') });
  const tag = createSnippet(t('setup.tag'));
  const policy = createSnippet(t('setup.policy'));
  tagCard.content.append(
    element('p', {}, ...phrase('setup.paste', { head: element('code', {}, '</head>') })),
    tag.node,
    element('p', { class: 'muted' }, t('setup.speaks')),
    element('h3', {}, t('setup.policy')),
    element('p', {}, t('setup.policy_needs')),
    policy.node,
    element('p', { class: 'muted' }, ...phrase('setup.policy_without', { wasm: element('code', {}, "'wasm-unsafe-eval'") })),
  );
  const steps = card(ofSite, { id: 'platforms', title: t('setup.platforms') });
  const platforms = createPlatforms(steps);
  const settings = card(ofSite, { id: 'settings', title: t('setup.settings') });
  const adding = card(root, { id: 'add-site', title: t('setup.add_site') });
  adding.content.append(createSiteForm({ save: api.addSite, after: ({ id }) => location.assign(href({ view: 'setup', site: id })) }));
  adding.panel.filled();

  async function load({ site, signal }) {
    clearTimeout(looking);
    ofSite.hidden = site === null;
    if (site === null) return;
    show(await api.setup(site.id, signal));
    looking = setTimeout(() => look(site, signal), LOOK_AGAIN_MS);
  }

  async function look(site, signal) {
    if (signal.aborted) return;
    // Nobody asked, so nobody is told when it fails; the next one may not.
    await api.setup(site.id, signal).then(show, () => {});
    if (!signal.aborted) looking = setTimeout(() => look(site, signal), LOOK_AGAIN_MS);
  }

  function show(facts) {
    liveCheck.show(facts);
    warnings.show(facts);
    tag.show(facts.tag);
    policy.show(facts.csp);
    platforms.show({ ...facts, script_tag: facts.tag.split('\n')[0] });
    if (shown !== facts.site.id) {
      shown = facts.site.id;
      settings.content.replaceChildren(createSiteForm({ site: facts.site, save: (values) => api.changeSite(shown, values) }));
    }
    for (const { panel } of [check, wrong, tagCard, steps, settings]) panel.filled();
  }

  function clear() {
    clearTimeout(looking);
    shown = null;
    for (const { panel } of [check, wrong, tagCard, steps, settings]) panel.waiting();
  }

  return { load, clear, close: () => clearTimeout(looking) };
}
