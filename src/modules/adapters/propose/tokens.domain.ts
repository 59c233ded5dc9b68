import { MEANINGS } from './lexicon.domain.js';

const LONGEST_NAME = 200;
const LONGEST_GLUED = 30;
/** Shorter words are too easily one letter away from another. */
const SHORTEST_TYPO = 6;

/** One proposal asks for the same names many times; it forgets them when it is done, since labels may be personal. */
const MEMO = new Map<string, readonly string[]>();
const MOST_REMEMBERED = 20_000;

/** Every lexicon word with one letter left out, for names with a slip of the finger. */
const NEAR: ReadonlyMap<string, string> = new Map(
  Array.from(MEANINGS.keys())
    .filter((word) => word.length >= SHORTEST_TYPO)
    .flatMap((word) => withoutOne(word).map((near) => [near, word] as const)),
);

/**
 * A member name as meanings: `q8_contactFName` → contact, first; `pipleline_stage` → pipeline, stage. Words that the
 * lexicon lacks stay as they are, in lower case and without accents; digits and single letters go.
 */
export function tokensOf(name: string): readonly string[] {
  const known = MEMO.get(name);
  if (known !== undefined) return known;
  const tokens = tokenised(name);
  if (MEMO.size >= MOST_REMEMBERED) MEMO.clear();
  if (name.length <= LONGEST_NAME) MEMO.set(name, tokens);
  return tokens;
}

export function forgetNames(): void {
  MEMO.clear();
}

function tokenised(name: string): readonly string[] {
  const words = name
    .slice(0, LONGEST_NAME)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/e-mail|eMail/gi, 'email')
    .replace(/(?:[Pp]ay[\s_-]?[Mm]e(?![a-z])|PAY[\s_-]?ME(?!\p{L}))/gu, ' payme ')
    .replace(/([\p{Ll}\d])(?=\p{Lu})/gu, '$1 ')
    .replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1 ')
    .toLowerCase()
    .replace(/(?<!\p{L})([flm])[^\p{L}]?(?=name)/gu, '$1')
    .split(/[^\p{L}]+/u);
  return words.filter((word) => word.length > 1).flatMap(meaningsOf);
}

function meaningsOf(word: string): readonly string[] {
  const known = meaningOf(word);
  if (known !== undefined) return [known];
  const parts = word.length <= LONGEST_GLUED ? unglued(word) : null;
  return parts ?? [typoOf(word) ?? word];
}

function meaningOf(word: string): string | undefined {
  return MEANINGS.get(word) ?? (word.endsWith('s') ? MEANINGS.get(word.slice(0, -1)) : undefined);
}

/** `leadstatus` → lead, status. Parts have three letters or more, but `id` may stand at the end of a longer word. */
function unglued(word: string): string[] | null {
  for (let at = word.length - 2; at >= 3; at -= 1) {
    const parts = splitAt(word, at);
    if (parts !== null) return parts;
  }
  return null;
}

function splitAt(word: string, at: number): string[] | null {
  const [head, tail] = [word.slice(0, at), word.slice(at)];
  const last = tail.length > 2 || (tail === 'id' && at > 3) ? MEANINGS.get(tail) : undefined;
  if (last === undefined) return null;
  const first = MEANINGS.get(head);
  if (first !== undefined) return [first, last];
  const rest = head.length > 5 ? unglued(head) : null;
  return rest && [...rest, last];
}

/** The meaning of the one lexicon word that is a letter more, a letter less or two letters swapped away. */
function typoOf(word: string): string | undefined {
  if (word.length < SHORTEST_TYPO || word.length > LONGEST_GLUED) return undefined;
  const shorter = withoutOne(word);
  const added = shorter.find((near) => near.length >= SHORTEST_TYPO && MEANINGS.has(near));
  const swapped = shorter.map((near) => NEAR.get(near)).find((meant) => meant !== undefined && isSwap(word, meant));
  const meant = added ?? NEAR.get(word) ?? swapped;
  return meant === undefined ? undefined : MEANINGS.get(meant);
}

function isSwap(one: string, other: string): boolean {
  return Array.from(one).sort().join('') === Array.from(other).sort().join('');
}

function withoutOne(word: string): string[] {
  return Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1));
}
