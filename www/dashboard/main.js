//! The dashboard: URL → view → questions → page, and again whenever the shop sells something.

import 'uplot/dist/uPlot.min.css';
import './styles/index.css';
import { readAddress, writeAddress } from './address.js';
import * as api from './api.js';
import { createControls } from './controls.js';
import { createHeading } from './heading.js';
import { followLive } from './live.js';
import { paced } from './pace.js';
import { rangeOf, todayIn } from './periods.js';
import { createReport, hasActivity, hasHistory } from './report.js';
import * as states from './states.js';

const DEMO = 'demo';

const heading = createHeading();
const report = createReport();
const controls = createControls((wish) => open(wish, 'pushState'));
const soonUpdated = paced(update, { now: () => performance.now(), later: setTimeout });

let sites = [];
let site = null;
let view = null;
let stopFollowing = () => {};
let loading = null; // the AbortController of what is under way
let settled = Promise.resolve();
let shownAt = null; // when the numbers on the page came; null while there are none
const knownActive = new Set(); // sites that have sent something, so the question is asked once

async function start() {
  states.showLoading();
  try {
    sites = await api.sites();
  } catch (error) {
    return fail(error, start);
  }
  if (sites.length === 0) return states.showNoSites();
  controls.showSites(sites);
  open(readAddress(location.search), 'replaceState');
}

/** Shows a view; `how` is the history method, or null when the history itself asked. */
function open(wanted, how) {
  const found = wanted.site === null ? firstSite() : sites.find(({ id }) => id === wanted.site);
  if (!found) {
    stopFollowing();
    loading?.abort();
    site = null;
    heading.showProblem();
    return states.showUnknownSite(wanted.site, firstSite(), () => open({ ...wanted, site: firstSite().id }, 'pushState'));
  }
  view = { ...wanted, site: found.id };
  if (how) history[how](null, '', writeAddress(view));
  const isOtherSite = found !== site;
  site = found;
  if (isOtherSite) {
    shownAt = null;
    report.clear();
  }
  load();
  if (isOtherSite) {
    stopFollowing();
    stopFollowing = followLive(api.liveUrl(site.id), { onNews: soonUpdated, onMode: heading.showMode });
  }
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
  // Computed each time: at the shop's midnight "today" becomes another day on an open page.
  const today = todayIn(site.time_zone, new Date());
  const days = rangeOf(view, today);
  controls.show(view, days, today);
  heading.showView(site, view, days, today);
  try {
    const { overview, staleBecause } = await report.load(site.id, days, { signal, isUpdate, retry: load });
    if (!(await isActive(overview, today, signal))) {
      if (signal.aborted) return;
      heading.showEmpty(site);
      shownAt = null;
      return states.showEmpty(site);
    }
    if (signal.aborted) return;
    if (staleBecause) return stale(staleBecause);
    shownAt = new Date();
    heading.showLoaded(overview, shownAt);
    states.showReady(remarksOn(overview));
  } catch (error) {
    if (signal.aborted) return;
    if (isUpdate && error.kind !== 'signed-out') stale(error);
    else fail(error, load);
  }
}

async function isActive(overview, today, signal) {
  if (!knownActive.has(site.id) && (hasActivity(overview) || (await hasHistory(site.id, today, signal)))) {
    knownActive.add(site.id);
  }
  return knownActive.has(site.id);
}

function remarksOn(overview) {
  const remarks = [];
  if (overview.unconverted?.length) remarks.push(states.unconvertedRemark(overview.unconverted));
  if (!hasActivity(overview)) remarks.push({ text: 'Nothing happened in these days.' });
  return remarks;
}

function stale(error) {
  states.showReady([states.staleRemark(error, heading.timeOf(shownAt), load)]);
}

function fail(error, retry) {
  shownAt = null;
  heading.showProblem();
  if (error.kind !== 'signed-out') return states.showFailure(error, retry);
  stopFollowing();
  site = null;
  heading.showSignedOut();
  states.showSignedOut(start);
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

window.addEventListener('popstate', () => {
  if (sites.length > 0) open(readAddress(location.search), null);
});
heading.onSignOut(leave);
start();
