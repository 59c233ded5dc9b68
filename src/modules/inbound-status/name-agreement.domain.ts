import { foldName, jaroWinkler } from '../../kernel/similarity.js';
import { NICKNAMES } from './nicknames.domain.js';

const LAST_NAME = 0.95;
const FIRST_NAME = 0.92;

export type FullName = { readonly firstName: string; readonly lastName: string };

/** First and last name as they may be meant: in order, reversed, or `Doe, Jane`. Middle names are passed over. */
export function readings(contactName: string): FullName[] {
  const [beforeComma, afterComma] = contactName.split(',', 2).map((part) => part.trim());
  if (beforeComma && afterComma) return [{ firstName: firstWord(afterComma), lastName: beforeComma }];
  const words = contactName.split(' ').filter((word) => word !== '');
  const [first, last] = [words[0], words.at(-1)];
  if (!first || !last || words.length < 2) return [];
  return [
    { firstName: first, lastName: last },
    { firstName: last, lastName: first },
  ];
}

/** Whether the text can mean this person: accents, hyphens, order and nicknames aside. */
export function nameAgrees(contactName: string | null, person: FullName): boolean {
  return readings(contactName ?? '').some((name) => lastAgrees(name, person) && firstAgrees(name, person));
}

/** Whether the last name alone agrees, in either order. */
export function lastNameAgrees(contactName: string | null, person: FullName): boolean {
  return readings(contactName ?? '').some((name) => lastAgrees(name, person));
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

function firstWord(text: string): string {
  return text.split(' ', 1)[0] ?? text;
}
