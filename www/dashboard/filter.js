//! The text of a filter and its parts. The server alone knows what is right (its grammar: collector/src/segment/mod.rs);
//! here a text is only taken apart at its top level, so that conditions can be shown, taken away and added one by one.

/** Those that begin with another one come before it. */
export const OPERATORS = ['==', '!=', '=@', '!@', '=^', '=$', '<=', '>=', '<', '>'];
/** Not a dimension, but what the visitor did in the period, in the simplest form: `did(purchase)`, `!did(purchase)`. */
export const DID = 'did';

const FOR_KIND = {
  text: ['==', '!=', '=@', '!@', '=^', '=$'],
  'one of': ['==', '!='],
  number: ['==', '!=', '<', '<=', '>', '>='],
  money: ['==', '!=', '<', '<=', '>', '>='],
};

/** What compares values of a kind (`filters` of /api/v1/definitions). */
export function operatorsOf(kind) {
  return FOR_KIND[kind] ?? OPERATORS;
}

/** The conditions that all hold, each as its text. */
export function conditionsOf(filter) {
  return split(filter, ';');
}

/** The alternatives of a condition: comparisons as `{dimension, operator, value}`, whatever else as its text. */
export function alternativesOf(condition) {
  return split(condition, ',').map((text) => comparisonOf(text) ?? text);
}

export function filterOf(conditions) {
  return conditions.filter(Boolean).join(';');
}

export function conditionOf({ dimension, operator, value }) {
  if (dimension === DID) return `${operator === '!=' ? '!' : ''}did(${value})`;
  return `${dimension}${operator}${quoted(value)}`;
}

/** The filter with one condition more, unless it has it. */
export function filterAnd(filter, comparison) {
  const conditions = conditionsOf(filter);
  const more = conditionOf(comparison);
  return filterOf(conditions.includes(more) ? conditions : [...conditions, more]);
}

function comparisonOf(text) {
  const [, not, event] = /^\s*(!?)\s*did\(\s*(\w+)\s*\)\s*$/.exec(text) ?? [];
  if (event) return { dimension: DID, operator: not ? '!=' : '==', value: event };
  const [, dimension, rest] = /^\s*(\w+)\s*(.*)$/su.exec(text) ?? [];
  const operator = OPERATORS.find((each) => rest?.startsWith(each));
  if (!operator) return null;
  const value = rest.slice(operator.length).trim();
  if (!value.startsWith('"')) return { dimension, operator, value };
  const inner = /^"((?:[^"\\]|\\.)*)"$/su.exec(value);
  return inner && { dimension, operator, value: inner[1].replace(/\\(.)/gsu, '$1') };
}

function quoted(value) {
  const isBare = value === value.trim() && !/[;,()]|^"/.test(value);
  return isBare ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** At a sign that stands in no brackets and in no quotation. */
function split(text, sign) {
  const parts = [''];
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (isQuoted && character === '\\') {
      parts[parts.length - 1] += character + (text[(at += 1)] ?? '');
      continue;
    }
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === '(') depth += 1;
    else if (!isQuoted && character === ')') depth -= 1;
    if (character === sign && !isQuoted && depth <= 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}
