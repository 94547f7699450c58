//! What went wrong, in words for a person who runs a shop. Codes and causes stay in the server's log.

import { t } from './words.js';

const KNOWN = ['unreachable', 'busy', 'broken', 'forbidden', 'missing', 'refused'];

/** `{title, text}` for whatever a question to the server threw. */
export function wordsFor(error) {
  if (!KNOWN.includes(error.kind)) {
    reportError(error); // ours, not the server's: an answer that no code here expected
    return wordsOf('fault');
  }
  // Only a refusal is about what the reader asked for, and only its sentence helps.
  const words = wordsOf(error.kind);
  return error.kind === 'refused' && error.detail ? { ...words, text: error.detail } : words;
}

function wordsOf(kind) {
  return { title: t(`frame.title_${kind}`), text: t(`frame.text_${kind}`) };
}
