//! How a number moved against the period before, and whether that is good news.

import { percent } from './format.js';

/**
 * `{direction: 'up'|'down'|'flat', share, mood: 'good'|'bad'|'neutral'}`, or null where there is nothing
 * to compare with: from zero there is no percentage.
 */
export function changeBetween(now, before, better = 'up') {
  if (now == null || before == null || before === 0) return null;
  const share = (now - before) / Math.abs(before);
  if (Math.abs(share) < 0.0005) return { direction: 'flat', share: 0, mood: 'neutral' };
  const direction = share > 0 ? 'up' : 'down';
  return { direction, share, mood: direction === better ? 'good' : 'bad' };
}

/** "12.3%"; one decimal is enough for a movement, and none is once it has doubled. */
export function sizeOf(change, locale) {
  const size = Math.abs(change.share);
  return percent(size >= 1 ? Math.round(size * 100) / 100 : Math.round(size * 1000) / 1000, locale);
}
