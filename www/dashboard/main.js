//! The dashboard: URL → view → questions → page, and again whenever the shop sells something.

import 'uplot/dist/uPlot.min.css';
import './styles/index.css';
import { hasHistory } from './activity.js';
import { readAddress, wished, writeAddress } from './address.js';
import * as api from './api.js';
import { createCard } from './card.js';
import { createCards } from './cards.js';
import { createControls } from './controls.js';
import { byId } from './dom.js';
import { createFilterBar } from './filter-bar.js';
import { filterAnd } from './filter.js';
import { createHeading } from './heading.js';
import { createKeyboard } from './keyboard.js';
import { followLive } from './live.js';
import { createNavigation } from './navigation.js';
import { paced } from './pace.js';
import { rangeOf, shifted, todayIn } from './periods.js';
import { questionOf } from './question.js';
import { createStage } from './stage.js';
import * as states from './states.js';
import { nextTheme } from './theme.js';
import { viewOf } from './views/index.js';
import { phrase, preferredLanguage, speak, t } from './words.js';

const DEMO = 'demo';

let heading, controls, navigation, filterBar, stage;
let sites = [];
let guest = null; // what a link shares with whoever has no account here
let site = null;
let asked = readAddress(location.search);
let stopFollowing = () => {};
let loading = null; // the AbortController of what is under way
let settled = Promise.resolve();
let shownAt = null; // when the numbers on the page came; null while there are none
const knownActive = new Set(); // sites that have sent something, so the question is asked once
const soonUpdated = paced(update, { now: () => performance.now(), later: setTimeout });

const open = (wish) => go(wished(asked, wish), 'pushState');
const href = (wish) => writeAddress(wished(asked, wish));
const filterBy = (dimension, value) => open({ filter: filterAnd(asked.filter, { dimension, operator: '==', value }) });

// Found out each time: at the shop's midnight "today" becomes another day on an open page.
const today = () => todayIn(site?.time_zone ?? 'UTC', new Date());

/** Opens why a metric of these days is what it is; `name` is what the page calls it. */
async function explain(metric, name) {
  const { openExplanation } = await import('./explain.js');
  const question = questionOf(asked, rangeOf(asked, today()));
  openExplanation(metric, { site, question, name });
}

async function begin() {
  try {
    await speak(preferredLanguage());
  } catch {
    byId('broken').hidden = false; // in no language: the words are what did not come
    return;
  }
  heading = createHeading();
  controls = createControls(open);
  navigation = createNavigation(open);
  filterBar = createFilterBar(open);
  const period = (steps) => site && open(shifted(rangeOf(asked, today()), steps, today()));
  const keyboard = createKeyboard({ open, filter: () => site && filterBar.focus(), period, theme: nextTheme });
  byId('keys').addEventListener('click', keyboard.help);
  const tools = { api, t, phrase, open, href, filterBy, explain, reload: start, card: createCard, cards: createCards };
  stage = createStage(byId('stage'), tools);
  heading.onSignOut(leave);
  window.addEventListener('popstate', () => sites.length > 0 && go(readAddress(location.search), null));
  await enter();
}

async function start() {
  states.showLoading();
  try {
    sites = await api.sites();
    guest = sites.length > 0 && !sites.some(api.canFollow) ? (await api.me()).guest : null;
  } catch (error) {
    return fail(error, start);
  }
  controls.showSites(sites);
  go(asked, 'replaceState');
}

const isReport = ({ view } = asked) => viewOf(view).isReport !== false;

/** Shows what is asked; `how` is the history method, or null when the history itself asked. */
function go(wanted, how) {
  const found = wanted.site === null ? firstSite() : sites.find(({ id }) => id === wanted.site);
  if (!found && (isReport(wanted) || wanted.site !== null)) return showNoSuchSite(wanted);
  asked = { ...wanted, site: found?.id ?? null };
  if (how) history[how](null, '', writeAddress(asked));
  const isOtherSite = found !== site;
  site = found ?? null;
  if (isOtherSite) {
    shownAt = null;
    stage.clear();
  }
  load();
  if (!isOtherSite) return;
  stopFollowing();
  document.body.dataset.role = site?.role ?? '';
  if (site) stopFollowing = followLive(api.canFollow(site) ? api.liveUrl(site.id) : null, { onNews: soonUpdated, onMode: heading.showMode });
}

function showNoSuchSite(wanted) {
  stopFollowing();
  loading?.abort();
  site = null;
  if (sites.length === 0) return states.showNoSites();
  heading.showProblem();
  const instead = firstSite();
  states.showUnknownSite(wanted.site, instead, () => go({ ...wanted, site: instead.id }, 'pushState'));
}

// Whoever has a shop of their own came to see that one.
function firstSite() {
  return sites.find(({ id }) => id !== DEMO) ?? sites[0];
}

function load() {
  states.showLoading();
  return run({ isUpdate: false });
}

async function update() {
  // What the reader asked for goes first, and may be replaced by another wish while we wait.
  for (let awaited = null; awaited !== settled; ) await (awaited = settled);
  if (!site) return; // signed out, or no such site: nothing to keep up to date
  await run({ isUpdate: shownAt !== null }); // after an error this is the retry
}

function run({ isUpdate }) {
  loading?.abort();
  loading = new AbortController();
  settled = ask(loading.signal, isUpdate);
  return settled;
}

async function ask(signal, isUpdate) {
  const now = today();
  const days = rangeOf(asked, now);
  controls.show(asked, days, now);
  navigation.show(asked.view, href);
  document.body.dataset.kind = isReport() ? 'report' : 'tool';
  if (site) filterBar.show(site.id, asked, now);
  heading.showAsked(site, asked, days, now);
  try {
    const view = await stage.bring(asked.view, signal);
    if (signal.aborted) return;
    const { compare, filter, segment, params } = asked;
    const question = questionOf(asked, days);
    const wanted = { site, ...days, today: now, compare, filter, segment, params, question, isUpdate, signal, retry: load };
    const answer = (await view.load(wanted)) ?? {};
    if (signal.aborted) return;
    if (!(await isToBeShown(answer, now, signal))) {
      if (signal.aborted) return;
      heading.showEmpty(site);
      shownAt = null;
      return states.showEmpty(site);
    }
    if (signal.aborted) return;
    if (answer.staleBecause) return stale(answer.staleBecause);
    shownAt = new Date();
    heading.showLoaded(site, answer.compared, shownAt);
    states.showReady([...(guest ? [guestRemark(guest)] : []), ...(answer.remarks ?? []), ...(answer.isActive === false ? [{ text: t('frame.nothing_happened') }] : [])]);
  } catch (error) {
    if (signal.aborted) return;
    if (isUpdate && error.kind !== 'signed-out') stale(error);
    else fail(error, load);
  }
}

/** A report of a shop that never sent anything is no report, but the way to the first event. */
async function isToBeShown({ isActive }, now, signal) {
  if (!isReport() || knownActive.has(site.id)) return true;
  if (isActive || (await hasHistory(site.id, now, signal))) knownActive.add(site.id);
  return knownActive.has(site.id);
}

function guestRemark({ name, filter }) {
  return { text: filter ? t('frame.guest_part', { name, filter }) : t('frame.guest', { name }) };
}

function stale(error) {
  states.showReady([states.staleRemark(error, heading.timeOf(shownAt), load)]);
}

function fail(error, retry) {
  shownAt = null;
  heading.showProblem();
  if (error.field === 'filter') filterBar.showProblem(error);
  if (error.kind !== 'signed-out') return states.showFailure(error, retry);
  stopFollowing();
  site = null;
  showSignIn(start);
}

/** `then`: what is shown to whoever is signed in. A link that signs in or shares says how it came to that. */
async function showSignIn(then, token = null) {
  heading.showSignedOut();
  try {
    const { signInForm, linkForm } = await import('./sign-in.js');
    states.showSignedOut(token ? await linkForm(token, then) : signInForm(then, asked.params.share === 'over'));
    byId('notice').querySelector('input')?.focus();
  } catch (error) {
    states.showFailure(error instanceof TypeError ? new api.ApiError('unreachable') : error, () => showSignIn(then, token));
  }
}

// A link is used by whoever asks for that, never by being opened: programs that look into mails open links, too.
const linkToken = () => location.pathname.match(/^\/sign-in\/([^/]+)$/)?.[1] ?? null;

async function enter() {
  const token = linkToken();
  if (!token) return start();
  await showSignIn(() => {
    history.replaceState(null, '', '/');
    return start();
  }, token);
}

async function leave() {
  try {
    await api.signOut();
  } catch (error) {
    if (error.kind !== 'signed-out') return fail(error, start);
  }
  loading?.abort();
  fail(new api.ApiError('signed-out'), start);
}

begin();
