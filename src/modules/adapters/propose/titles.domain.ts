import { isOpaque, meaningfulness } from './label-names.domain.js';
import { tokensOf } from './tokens.domain.js';
import { isNode } from './tree.domain.js';

const MOST_NODES = 20_000;
const LONGEST = 120;
const LEAST_KEY = 999;
const KEYS = new Set(['id', 'ref', 'key', 'uuid', 'slug', 'code', 'name']);
const TITLES = new Set(['title', 'label', 'question', 'caption', 'text', 'name', 'display']);

/**
 * What a body calls its own keys: forms send `answers` that name their question by an opaque id, and the question's
 * wording in another list. Only ids that mean nothing by themselves are looked up.
 */
export function titlesIn(tree: unknown): ReadonlyMap<string, string> {
  const titles = new Map<string, string>();
  const open: unknown[] = [tree];
  for (let at = 0; at < open.length && at < MOST_NODES; at += 1) {
    const node = open[at];
    if (!isNode(node)) continue;
    open.push(...Object.values(node).filter(isNode));
    if (!Array.isArray(node)) addTitle(node, titles);
  }
  return titles;
}

function addTitle(node: object, titles: Map<string, string>): void {
  const members = Object.entries(node).filter((member): member is [string, string | number] => isShort(member[1]));
  const title = members.find(([name, text]) => isLast(name, TITLES) && meaningfulness([String(text)]) > 0);
  if (title === undefined) return;
  for (const [name, value] of members) {
    const key = String(value);
    const isKey = name !== title[0] && isLast(name, KEYS) && isOpaque(key);
    if (isKey && !titles.has(key)) titles.set(key, String(title[1]));
  }
}

/** Small numbers count things; they are too common to be looked up. */
function isShort(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= LONGEST && !/^\d{1,3}$/.test(value);
  return typeof value === 'number' && value > LEAST_KEY;
}

function isLast(name: string, wanted: ReadonlySet<string>): boolean {
  return wanted.has(tokensOf(name).at(-1) ?? '');
}
