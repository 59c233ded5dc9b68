import type { Issue } from '../../kernel/domain-error.js';

/** What a push text must not give away. */
export type Telling = {
  /** Code and label of the status the text is for. */
  readonly status: { readonly code: string; readonly label: string };
  /** Partners and law firms. */
  readonly firms: readonly string[];
  readonly massTorts: readonly string[];
};

/** Money, contracts, injuries, cases and firms, in the words that texts about them use. */
const TELLING_WORDS = new Set(
  `amount attorney attorneys bank bonus cash check cheque compensation deposit dollar dollars fund funds money paid pay payment
  payments payout refund settle settled settlement agreement contract contracts retainer retained sign signature signed signing
  accident cancer diagnosed diagnosis disability disease doctor drug drugs hospital ill illness injured injuries injury medical
  medication pain product surgery symptom symptoms treatment case cases claim claims complaint court file filed filing hearing
  judge lawsuit lawsuits lawyer lawyers legal litigation plaintiff tort torts trial verdict firm firms law approved closed declined
  denied disqualified duplicate eligible ineligible qualified rejected`.split(/\s+/),
);
/** Digits are amounts, dates and numbers; a text for everybody needs none. */
const AMOUNT = /[\p{Sc}\p{N}]/u;
/** Every firm receives something: this word says nothing about whose status it is. */
const HARMLESS = new Set(['received']);
const SHORTEST_TELLING_WORD = 4;

/**
 * Why a text may not be shown on a locked screen: it names a firm, a case, a product, an injury, money, a contract or the
 * status itself (`domain/payme.md`, "Push rules"). Rather refuses a harmless word than lets a telling one through.
 */
export function pushTextProblems(text: string, { status, firms, massTorts }: Telling): Issue[] {
  const words = wordsOf(text);
  const phrases = [...firms, ...massTorts, status.label, status.code].map((name) => wordsOf(name));
  const ofProducts = massTorts.flatMap(wordsOf).filter((word) => word.length >= SHORTEST_TELLING_WORD);
  const told = words.filter((word) => TELLING_WORDS.has(word) || ofProducts.includes(word));
  const named = phrases.filter(
    (phrase) => phrase.length > 0 && !HARMLESS.has(phrase.join(' ')) && contains(words, phrase),
  );
  const problems = [...new Set([...told, ...named.map((phrase) => phrase.join(' '))])].map(
    (what) => `pushText must not say “${what}”`,
  );
  if (AMOUNT.test(text)) problems.push('pushText must not hold digits or currency signs');
  return problems.map((message) => ({ path: 'pushText', message }));
}

function wordsOf(text: string): string[] {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function contains(words: readonly string[], phrase: readonly string[]): boolean {
  return ` ${words.join(' ')} `.includes(` ${phrase.join(' ')} `);
}
