import { isOpaque, meaningfulness } from './label-names.domain.js';
import { tokensOf } from './tokens.domain.js';
import { isNode } from './tree.domain.js';

const MOST_NODES = 20_000;
const LONGEST = 120;
const LEAST_KEY = 999;
const KEYS = new Set(['id', 'ref', 'key', 'uuid', 'slug', 'code', 'name']);
const TITLES = new Set(['title', 'label', 'question', 'caption', 'text', 'name', 'display']);

/** An opaque key, and what it is called. */
export type Title = readonly [key: string, text: string];

/**
 * What a body calls its own keys, object by object: forms send `answers` that name their question by an opaque id, and the
 * question's wording in another list. Only ids that mean nothing by themselves are looked up.
 */
export function* titlesIn(tree: unknown): Iterable<readonly Title[]> {
  const open: unknown[] = [tree];
  for (let at = 0; at < open.length && at < MOST_NODES; at += 1) {
    const node = open[at];
    if (!isNode(node)) continue;
    open.push(...Object.values(node).filter(isNode));
    if (!Array.isArray(node)) yield titlesOf(node);
  }
}

/** By key; the first counts. */
export function titlesAmong(titles: readonly (readonly Title[])[]): ReadonlyMap<string, string> {
  return new Map(titles.flat().reverse());
}

function titlesOf(node: object): Title[] {
  const members = Object.entries(node).filter((member): member is [string, string | number] => isShort(member[1]));
  const keys = members.filter(([name, key]) => isLast(name, KEYS) && isKey(String(key)));
  const title = keys.length === 0 ? undefined : members.find(isTitle);
  if (title === undefined) return [];
  return keys.filter(([name]) => name !== title[0]).map(([, key]) => [String(key), String(title[1])]);
}

/** A name of somebody means nothing either, but nobody is looked up by it. */
function isKey(key: string): boolean {
  return isOpaque(key) && !/\s/.test(key);
}

function isTitle([name, text]: [string, string | number]): boolean {
  return isLast(name, TITLES) && meaningfulness([String(text)]) > 0;
}

/** Small numbers count things; they are too common to be looked up. */
function isShort(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= LONGEST && !/^\d{1,3}$/.test(value);
  return typeof value === 'number' && value > LEAST_KEY;
}

function isLast(name: string, wanted: ReadonlySet<string>): boolean {
  return wanted.has(tokensOf(name).at(-1) ?? '');
}
