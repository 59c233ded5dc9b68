import { foldName, jaroWinkler } from '../../kernel/similarity.js';
import { NICKNAMES } from './nicknames.domain.js';

const LAST_NAME = 0.95;
const FIRST_NAME = 0.92;
/** Longer than names are; each word more is another reading. */
const WORDS_AT_MOST = 8;

export type FullName = { readonly firstName: string; readonly lastName: string };

/**
 * First and last name as they may be meant: in order, reversed, or `Doe, Jane`. Either may have several words, so each
 * place between two words may be where one ends; middle names are passed over. The field's cleaner has dropped titles.
 */
export function readings(contactName: string): FullName[] {
  const [beforeComma = [], afterComma = []] = contactName.split(',', 2).map(wordsIn);
  const [first] = afterComma;
  if (first && beforeComma.length > 0) return [{ firstName: first, lastName: beforeComma.join(' ') }];
  const words = beforeComma;
  if (words.length > WORDS_AT_MOST) return [];
  return words.slice(1).flatMap((_, at) => readingsAt(words, at + 1));
}

function readingsAt(words: readonly string[], split: number): FullName[] {
  const [before, after] = [words.slice(0, split), words.slice(split)];
  return [
    { firstName: before[0] ?? '', lastName: after.join(' ') },
    { firstName: after[0] ?? '', lastName: before.join(' ') },
  ];
}

/** Whether the text holds a first and a last name at all. */
export function isFullName(contactName: string | null): boolean {
  return readings(contactName ?? '').length > 0;
}

/** Whether the text can mean this person: accents, hyphens, order and nicknames aside. */
export function nameAgrees(contactName: string | null, person: FullName): boolean {
  return readings(contactName ?? '').some((name) => lastAgrees(name, person) && firstAgrees(name, person));
}

/** Whether the last name alone agrees, in either order. */
export function lastNameAgrees(contactName: string | null, person: FullName): boolean {
  return readings(contactName ?? '').some((name) => lastAgrees(name, person));
}

/** Whether the text names somebody else: neither its first nor its last name is this person's. */
export function nameContradicts(contactName: string | null, person: FullName): boolean {
  const names = readings(contactName ?? '');
  return names.length > 0 && !names.some((name) => lastAgrees(name, person) || firstAgrees(name, person));
}

function lastAgrees(name: FullName, person: FullName): boolean {
  return near(foldName(name.lastName), foldName(person.lastName), LAST_NAME);
}

function firstAgrees(name: FullName, person: FullName): boolean {
  const one = foldName(name.firstName);
  const other = foldName(firstWord(person.firstName));
  return near(one, other, FIRST_NAME) || NICKNAMES.some((group) => group.has(one) && group.has(other));
}

function near(one: string, other: string, limit: number): boolean {
  return one !== '' && other !== '' && jaroWinkler(one, other) >= limit;
}

function wordsIn(text: string): string[] {
  return text.split(' ').filter((word) => word !== '');
}

function firstWord(text: string): string {
  return text.split(' ', 1)[0] ?? text;
}
