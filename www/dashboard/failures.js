//! What went wrong, in words for a person who runs a shop. Codes and causes stay in the server's log.

const WORDS = {
  unreachable: {
    title: 'The server does not answer',
    text: 'It may be restarting, or this computer may be offline.',
  },
  busy: { title: 'The server is busy', text: 'It could not answer just now. Wait a few seconds and try again.' },
  broken: {
    title: 'Something went wrong on the server',
    text: 'The numbers could not be read. The server’s log says why.',
  },
  forbidden: { title: 'You may not see this site', text: 'Your sign-in does not include it.' },
  missing: { title: 'This is not here', text: 'The site may have been removed, or the server may be older than this page.' },
  refused: { title: 'The server refused this question', text: 'Try another period.' },
};

// Ours, not the server's: an answer that no code here expected.
const FAULT = { title: 'This page has a fault', text: 'Reload it. If that does not help, the browser’s console says more.' };

/** `{title, text}` for whatever a question to the server threw. */
export function wordsFor(error) {
  const words = WORDS[error.kind];
  if (!words) {
    reportError(error);
    return FAULT;
  }
  // Only a refusal is about what the reader asked for, and only its sentence helps.
  return error.kind === 'refused' && error.detail ? { ...words, text: error.detail } : words;
}
