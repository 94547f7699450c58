//! The only file that talks to the collector by request; nothing else calls `fetch`.

// The slowest report over years answers well within this; a server that needs longer is in trouble.
const TIMEOUT_MS = 60_000;

/** `kind` decides what the reader is told, see failures.js; `detail` is the server's own sentence about the parameter `field`. */
export class ApiError extends Error {
  constructor(kind, status = 0, detail = '', field = null) {
    super(detail || kind);
    this.kind = kind;
    this.status = status;
    this.detail = detail;
    this.field = field;
  }
}

export async function sites() {
  return (await get('/api/v1/sites')).sites;
}

/** Any of the reports, by its name in the API. What is empty in the query is not said. */
export function report(name, siteId, query, signal) {
  return get(reportUrl(name, siteId, query), signal);
}

export function reportUrl(name, siteId, query) {
  const said = Object.entries(query).filter(([, value]) => value != null && value !== '');
  return `${siteBase(siteId)}/${name}?${new URLSearchParams(said)}`;
}

/** What the shop's pages need, whether they are heard, and what looks wrong. */
export function setup(siteId, signal) {
  return get(`${siteBase(siteId)}/setup`, signal);
}

export function addSite(site) {
  return answerOf('/api/v1/sites', site);
}

export function changeSite(siteId, changes) {
  return answerOf(`${siteBase(siteId)}/settings`, changes);
}

/** Rules, targets, and what was sent. */
export function alerts(siteId, signal) {
  return get(`${siteBase(siteId)}/alerts`, signal);
}

/** One of `{rule}`, `{mail}`, `{webhook}`, `{forget}`. */
export function changeAlerts(siteId, change) {
  return answerOf(`${siteBase(siteId)}/alerts`, change);
}

export function testAlert(siteId, id) {
  return answerOf(`${siteBase(siteId)}/alerts/test`, { id });
}

/** What every number means, and what filters can tell apart. */
export function definitions() {
  return get('/api/v1/definitions');
}

export async function segments(siteId, signal) {
  return (await get(`${siteBase(siteId)}/segments`, signal)).segments;
}

export function saveSegment(siteId, name, filter) {
  return post(`${siteBase(siteId)}/segments`, { name, filter });
}

export function forgetSegment(siteId, name) {
  return post(`${siteBase(siteId)}/segments`, { name });
}

export function liveUrl(siteId) {
  return `${siteBase(siteId)}/live`;
}

/** The stream can't be asked for by whoever a site is only shared with. */
export const canFollow = ({ role }) => role !== 'guest';

/** Whether somebody may write what others read: notes. */
export const mayAnnotate = ({ role }) => role === 'analyst' || role === 'owner';

export function signIn(email, password) {
  return post('/api/v1/sign-in', { email, password });
}

export function signOut() {
  return post('/sign-out', {});
}

/** Whose a one-time link is: `{email, has_password}`; no address of the first account. */
export function link(token) {
  return get(`/api/v1/sign-in-links/${encodeURIComponent(token)}`);
}

/** Uses a link up. What is null is not said. */
export function useLink(token, chosen) {
  return post(`/sign-in/${encodeURIComponent(token)}`, chosen);
}

/** `{person, guest}`: one of them. */
export function me(signal) {
  return get('/api/v1/me', signal);
}

export async function mySessions(signal) {
  return (await get('/api/v1/me/sessions', signal)).sessions;
}

export function endSession(id) {
  return change('DELETE', `/api/v1/me/sessions/${id}`);
}

export function changePassword(current, password) {
  return post('/api/v1/me/password', { current, password });
}

/** What a site's owners manage; `kind` is people, keys or shares. */
export async function managed(siteId, kind, signal) {
  return (await get(`${siteBase(siteId)}/${kind}`, signal))[kind];
}

export async function addManaged(siteId, kind, asked) {
  return (await post(`${siteBase(siteId)}/${kind}`, asked)).json();
}

export function removeManaged(siteId, kind, id) {
  return change('DELETE', `${siteBase(siteId)}/${kind}/${id}`);
}

/** Who did what: `{rows, next}`, of the page behind `after`. */
export function audit(after, signal) {
  return get(`/api/v1/audit?${new URLSearchParams(after ? { after } : {})}`, signal);
}

/** Who is in the shop, what lies in carts, the last orders. */
export function now(siteId, signal) {
  return get(`${siteBase(siteId)}/now`, signal);
}

/** What people wrote about the days of a period. */
export async function notes(siteId, { from, to }, signal) {
  return (await get(`${siteBase(siteId)}/notes?${new URLSearchParams({ from, to })}`, signal)).notes;
}

export async function addNote(siteId, note) {
  await post(`${siteBase(siteId)}/notes`, note);
}

export async function deleteNote(siteId, id) {
  await change('DELETE', `${siteBase(siteId)}/notes?id=${id}`);
}

function siteBase(siteId) {
  return `/api/v1/sites/${encodeURIComponent(siteId)}`;
}

async function answerOf(path, body) {
  const response = await post(path, body);
  return response.status === 204 ? null : response.json();
}

function post(path, body) {
  return change('POST', path, body);
}

// The server takes a change as JSON only, with or without anything in it: no form of another page can send that.
function change(method, path, body) {
  return send(path, { method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
}

async function get(path, signal) {
  const response = await send(path, { headers: { accept: 'application/json' }, signal });
  try {
    return await response.json();
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError('broken', response.status);
  }
}

async function send(path, options) {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  let response;
  try {
    response = await fetch(path, { ...options, signal, credentials: 'same-origin' });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError('unreachable');
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response) {
  const kinds = { 400: 'refused', 401: 'signed-out', 403: 'forbidden', 404: 'missing', 429: 'busy', 503: 'busy' };
  const kind = kinds[response.status] ?? (response.status < 500 ? 'refused' : 'broken');
  // A proxy in front may answer with a page of its own instead of our JSON.
  const body = await response.json().catch(() => null);
  return new ApiError(kind, response.status, body?.error?.message ?? '', body?.error?.field ?? null);
}
