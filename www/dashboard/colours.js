//! The colours of the style sheet, for what is drawn without one.

const NAMES = {
  revenue: '--revenue',
  revenueArea: '--revenue-area',
  sessions: '--sessions',
  before: '--line-strong',
  ink: '--ink',
  label: '--muted',
  grid: '--line',
  card: '--card',
};

/** As they are at this element, now. */
export function colours(at) {
  const style = getComputedStyle(at);
  return Object.fromEntries(Object.entries(NAMES).map(([id, name]) => [id, style.getPropertyValue(name).trim()]));
}
