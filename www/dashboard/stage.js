//! Where one view stands at a time; another takes its place when its code has come.

import { ApiError } from './api.js';
import { element } from './dom.js';
import { viewOf } from './views/index.js';

export function createStage(host, tools) {
  let standing = null;

  /** The view, standing; null when the signal was aborted before its code came. */
  async function bring(id, signal) {
    if (standing?.id === id) return standing.view;
    const { create } = await codeOf(id);
    if (signal.aborted) return null;
    leave();
    const root = element('div', { class: 'report', 'data-view': id });
    host.append(root); // first, so that a view can measure itself
    standing = { id, root, view: create(root, tools) };
    return standing.view;
  }

  function leave() {
    standing?.view.close?.();
    standing?.root.remove();
    standing = null;
  }

  /** The numbers of one site must never stand under the name of another. */
  function clear() {
    standing?.view.clear();
  }

  return { bring, clear, leave };
}

async function codeOf(id) {
  try {
    return await viewOf(id).load();
  } catch (cause) {
    if (cause instanceof TypeError) throw new ApiError('unreachable');
    throw cause;
  }
}
