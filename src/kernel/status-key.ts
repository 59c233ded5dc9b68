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
