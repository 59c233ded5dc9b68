/**
 * What two spellings of one raw status share: `RetainerSigned`, `retainer_signed` and `RETAINER-SIGNED` are all
 * `retainer signed`. Exact keys only: nothing is looked up by likeness.
 */
export function statusKey(raw: string): string {
  return raw
    .normalize('NFKC')
    .replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** The key of a status with a sub-status. The sub-status `*` stands for any and stays as it is. */
export function compositeKey(status: string, sub: string): string {
  return `${statusKey(status)} | ${sub.trim() === '*' ? '*' : statusKey(sub)}`;
}

const SEPARATOR = ' | ';

/** The key of a raw status as operators write it: `Closed`, or `Closed | Client withdrew` with a sub-status. */
export function writtenKey(raw: string): string {
  const { status, sub } = writtenParts(raw);
  return sub === null ? statusKey(status) : compositeKey(status, sub);
}

/** The halves of a raw status as operators write it. */
export function writtenParts(raw: string): { status: string; sub: string | null } {
  const at = raw.indexOf(SEPARATOR);
  return at === -1 ? { status: raw, sub: null } : { status: raw.slice(0, at), sub: raw.slice(at + SEPARATOR.length) };
}

/** Whether a raw status has anything to be told by. */
export function hasKey(raw: string): boolean {
  return /[\p{L}\p{N}]/u.test(raw);
}

/**
 * The keys that a received status goes by, the first that is known counting. One with a sub-status is never looked up
 * without it, since a sub-status can turn the meaning round; `*` in its place covers them all.
 */
export function lookupKeys(status: string, sub: string | null): readonly string[] {
  const hasSub = sub !== null && hasKey(sub);
  return hasSub ? [compositeKey(status, sub), compositeKey(status, '*')] : [writtenKey(status)];
}
