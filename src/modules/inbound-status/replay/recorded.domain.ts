import type { ReadBody, Standing } from '../preview-diff.domain.js';
import type { Became, RecordedUpdate } from '../submission.js';

/** A receipt as far as it tells what its updates became. */
export type JudgedReceipt = {
  readonly verdict: string;
  readonly reason: string;
  readonly outcome: string | null;
  readonly leadId: string | null;
  readonly trace: object | null;
};
type Fields = Standing['fields'];
type Kept = { readonly updates?: readonly { readonly became?: Became }[] };

const MATCHED = new Set(['applied', 'duplicate', 'stale']);

/**
 * What became of each update of a body, by its receipt; `fields` is how the version read them by which it was judged.
 * `canonical` of what is unknown here is taken from `now`, so that it is no difference.
 */
export function recordedIn(receipt: JudgedReceipt, fields: readonly Fields[], now: readonly Standing[]): ReadBody {
  const became = becameIn(receipt);
  if (became.length === 0) return { refusal: receipt.reason, updates: [] };
  return { refusal: null, updates: became.map((one, at) => standingOf(one, fields[at] ?? {}, now[at])) };
}

/** What each update became; none for a body that was refused as a whole. */
export function becameIn({ verdict, reason, outcome, leadId, trace }: JudgedReceipt): readonly Partial<Became>[] {
  const kept = ((trace ?? {}) as Kept).updates ?? [];
  if (kept.length > 0 && kept.every(({ became }) => became !== undefined))
    return kept.map(({ became }) => became ?? {});
  // Receipts from before updates were told one by one.
  return verdict === 'accepted' && outcome !== null ? [{ outcome: outcome as Became['outcome'], reason, leadId }] : [];
}

/**
 * What became of each update, after those that were owed were decided anew; the others stay what they were. Null when an
 * update that did something is none of the body's any more: its receipt has to go on telling of it.
 */
export function rememberedIn(
  became: readonly Partial<Became>[],
  now: readonly RecordedUpdate[],
  owed: ReadonlySet<number>,
): readonly RecordedUpdate[] | null {
  if (became.slice(now.length).some(({ outcome }) => outcome !== undefined && MATCHED.has(outcome))) return null;
  return now.map((one, at) => (owed.has(at) ? one : asItWas(one, became[at])));
}

function asItWas(one: RecordedUpdate, was: Partial<Became> = {}): RecordedUpdate {
  const { outcome, reason = null, leadId = null, canonical = one.canonical, byHand } = was;
  if (outcome === undefined || outcome === 'refused') return one;
  const parked = reason === outcome ? null : (reason as RecordedUpdate['parked']);
  return { ...one, refusal: null, outcome, parked, leadId, canonical, ...(byHand && { byHand }) };
}

/** What an operator decided is as it should be: nothing is owed on it, whatever the ladder says. */
function standingOf(became: Partial<Became>, fields: Fields, now: Standing | undefined): Standing {
  const { outcome = 'refused', reason = null, leadId = null } = became;
  const canonical = became.canonical === undefined ? (now?.canonical ?? null) : became.canonical;
  const facts = { leadId, matchedBy: null, canonical, fields };
  if (became.byHand) return now && now.end !== 'failing' ? now : { ...facts, end: 'matched', reason: null };
  if (outcome === 'ignored') return { ...facts, end: 'ignored', reason };
  return MATCHED.has(outcome) ? { ...facts, end: 'matched', reason: null } : { ...facts, end: 'failing', reason };
}
