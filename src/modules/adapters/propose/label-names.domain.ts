import { MEANINGS } from './lexicon.domain.js';
import { tokensOf } from './tokens.domain.js';

/** Last words of members that name what their object is about, the best first; then of those that tell its kind. */
const LABELS = ['question', 'label', 'title', 'caption', 'property', 'field', 'key', 'name', 'ref', 'slug', 'code'];
const KINDS = [
  'what',
  'kind',
  'role',
  'relationship',
  'relation',
  'category',
  'type',
  'system',
  'source',
  'use',
  'rel',
  'purpose',
  'part',
  'medium',
  'channel',
  'method',
  'id',
  'uuid',
];
const RANKS = [...LABELS, ...KINDS];

const VALUES = new Set([
  'value',
  'answer',
  'response',
  'text',
  'content',
  'new',
  'after',
  'to',
  'option',
  'string',
  'number',
  'detail',
]);
/** Records are numbered; their numbers are no values of a label. */
const NUMBERED = new Set(['case', 'matter', 'file', 'lead', 'claim', 'intake']);
const LONGEST_TEXT = 120;

/** 1 for the best name a label can have, less for others, 0 for none. */
export function labelFit(name: string): number {
  const rank = RANKS.indexOf(tokensOf(name).at(-1) ?? '');
  return rank < 0 ? 0 : 1 - rank / RANKS.length;
}

/** Whether the name is one of a label, not only of a kind. */
export function isLabelName(name: string): boolean {
  return LABELS.includes(tokensOf(name).at(-1) ?? '');
}

/** Whether the name says only that here is what a label speaks of. */
export function isValueName(name: string): boolean {
  const tokens = tokensOf(name);
  return tokens.length <= 2 && VALUES.has(tokens.at(-1) ?? '') && !NUMBERED.has(tokens[0] ?? '');
}

/** `phone_number`: a value by itself beside a label, and a member like others in a record. */
export function isKindOfNumber(name: string): boolean {
  const tokens = tokensOf(name);
  return tokens.length === 2 && tokens[1] === 'number';
}

/** Says nothing by itself: `q3`, `field_117`, long ids. */
export function isOpaque(key: string): boolean {
  return /^[a-z]{0,8}[_-]?\d+$/i.test(key) || meaningfulness([key]) === 0;
}

/** Which part of texts has a word that means something in member names. */
export function meaningfulness(texts: readonly string[]): number {
  const known = texts.filter(
    (text) => text.length <= LONGEST_TEXT && tokensOf(text).some((token) => MEANINGS.has(token)),
  );
  return texts.length === 0 ? 0 : known.length / texts.length;
}
