//! The only file that talks to the collector by request; nothing else calls `fetch`.

// The slowest report over years answers well within this; a server that needs longer is in trouble.
const TIMEOUT_MS = 60_000;

/** `kind` decides what the reader is told, see states.js; `detail` is the server's own sentence. */
export class ApiError extends Error {
  constructor(kind, status = 0, detail = '', field = '') {
    super(detail || kind);
    this.kind = kind;
    this.status = status;
    this.detail = detail;
    this.field = field; // what of a form was wrong
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
  return post('/api/v1/sites', site);
}

export function changeSite(siteId, changes) {
  return post(`${siteBase(siteId)}/settings`, changes);
}

/** Rules, targets, and what was sent. */
export function alerts(siteId, signal) {
  return get(`${siteBase(siteId)}/alerts`, signal);
}

/** One of `{rule}`, `{mail}`, `{webhook}`, `{forget}`. */
export function changeAlerts(siteId, change) {
  return post(`${siteBase(siteId)}/alerts`, change);
}

export function testAlert(siteId, id) {
  return post(`${siteBase(siteId)}/alerts/test`, { id });
}

export function liveUrl(siteId) {
  return `${siteBase(siteId)}/live`;
}

export async function signOut() {
  await send('/sign-out', { method: 'POST' });
}

function siteBase(siteId) {
  return `/api/v1/sites/${encodeURIComponent(siteId)}`;
}

async function post(path, body) {
  const headers = { accept: 'application/json', 'content-type': 'application/json' };
  const response = await send(path, { method: 'POST', headers, body: JSON.stringify(body) });
  return response.status === 204 ? null : response.json();
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
  return new ApiError(kind, response.status, body?.error?.message ?? '', body?.error?.field ?? '');
}
