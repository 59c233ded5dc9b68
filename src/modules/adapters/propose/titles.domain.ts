import { meaningfulness } from './label-names.domain.js';
import { tokensOf } from './tokens.domain.js';
import { isNode } from './tree.domain.js';

const MOST_NODES = 20_000;
const LONGEST = 120;
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
  const texts = Object.entries(node).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= LONGEST,
  );
  const title = texts.find(([name, text]) => TITLES.has(tokensOf(name).at(-1) ?? '') && meaningfulness([text]) > 0);
  if (title === undefined) return;
  for (const [name, text] of texts) {
    const isKey = name !== title[0] && KEYS.has(tokensOf(name).at(-1) ?? '') && meaningfulness([text]) === 0;
    if (isKey && !titles.has(text)) titles.set(text, title[1]);
  }
}
