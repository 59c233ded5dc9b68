import { cleanName } from '../../kernel/contact.js';

/** Compared in lower case without dots. */
const PREFIXES = new Set(['mr', 'mrs', 'ms', 'miss', 'mx', 'dr', 'prof', 'rev', 'hon']);
const SUFFIXES = new Set(['jr', 'sr', 'ii', 'iii', 'iv', 'esq', 'phd', 'md', 'dds', 'dvm', 'cpa', 'rn']);

/**
 * A person's name as "First [Middle] Last": "Last, First" is turned round, a title in front and a suffix behind are
 * dropped, and what is left is on one line with single spaces. A name of one word stays as it is.
 */
export function cleanPersonName(text: string): string | null {
  const name = cleanName(text);
  if (name === null) return null;
  const parts = name
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !SUFFIXES.has(bare(part)));
  const [last = '', first, ...others] = parts;
  // More than one comma left is no name in a known order; it stays as it was sent.
  if (others.length > 0) return name;
  return cleanName(withoutTitles(first === undefined ? last : `${first} ${withoutTitles(last)}`)) ?? name;
}

function withoutTitles(name: string): string {
  const words = name.split(' ');
  const start = words.length > 1 && PREFIXES.has(bare(words[0] ?? '')) ? 1 : 0;
  const end = words.length - start > 1 && SUFFIXES.has(bare(words.at(-1) ?? '')) ? -1 : undefined;
  return words.slice(start, end).join(' ');
}

function bare(word: string): string {
  return word.replaceAll('.', '').toLowerCase();
}
