const PREFIX_SCALE = 0.1;
const LONGEST_PREFIX = 4;

/** Letters that have no decomposition, and what people write when they lack the key. */
const PLAIN: Readonly<Record<string, string>> = { æ: 'ae', ð: 'd', đ: 'd', ł: 'l', ø: 'o', œ: 'oe', þ: 'th' };

/** A name as it is compared: letters and digits only, without accents and case. `O'Brien-Núñez` → `obriennunez`. */
export function foldName(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]|\p{Lm}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .replace(/[^a-z\d]/g, (letter) => PLAIN[letter] ?? letter);
}

/**
 * How alike two texts are, from 0 to 1, by Jaro's measure with Winkler's bonus for a common beginning (up to four
 * characters, a tenth each, at every level of likeness). Its time is the product of the lengths: for names, not bodies.
 */
export function jaroWinkler(a: string, b: string): number {
  const likeness = jaro(a, b);
  return likeness + commonPrefix(a, b) * PREFIX_SCALE * (1 - likeness);
}

function jaro(a: string, b: string): number {
  if (a === b) return 1;
  const [inA, inB] = matches(a, b);
  const count = inA.length;
  if (count === 0) return 0;
  const displaced = inA.filter((character, at) => character !== inB[at]).length;
  return (count / a.length + count / b.length + (count - displaced / 2) / count) / 3;
}

/** The characters that both have within the window, in the order of each. */
function matches(a: string, b: string): [string[], string[]] {
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1);
  const taken = new Set<number>();
  const inA = Array.from(a.split('').entries()).filter(([at, character]) =>
    take(character, b, at - reach, at + reach, taken),
  );
  const inB = [...taken].sort((one, other) => one - other).map((at) => b.charAt(at));
  return [inA.map(([, character]) => character), inB];
}

/** Takes the first place of `character` in `text`, from `first` to `last`, that is not taken yet; false when there is none. */
function take(character: string, text: string, first: number, last: number, taken: Set<number>): boolean {
  let at = text.indexOf(character, Math.max(0, first));
  while (taken.has(at)) at = text.indexOf(character, at + 1);
  if (at === -1 || at > last) return false;
  taken.add(at);
  return true;
}

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < LONGEST_PREFIX && length < a.length && a[length] === b[length]) length += 1;
  return length;
}
