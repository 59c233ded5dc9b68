import { compare, type Decimal, minus, ZERO } from '../../../kernel/money.js';
import { isIncoming, type Kind } from '../state-tables.domain.js';

/** What a pair of what we have and what the provider has is. `recent`: one of them moved after the cut, so the other may still. */
export const DIFFERENCES = [
  ...(['missing_here', 'missing_there', 'state_diff', 'amount_diff', 'duplicate_tx', 'orphan'] as const),
] as const;
export type Difference = (typeof DIFFERENCES)[number];
export type Bucket = 'match' | 'recent' | Difference;

/** An object as one side has it. Amounts are in the unit that the kind is credited in; null is not known. */
export type Side = {
  readonly status: string | null;
  /** What was asked. */
  readonly amount: Decimal | null;
  /** What came. */
  readonly filled: Decimal | null;
  readonly asset: string | null;
  readonly network: string | null;
  readonly txHash: string | null;
  readonly updatedAt: Date | null;
  /** How many objects of this side name the same transaction. */
  readonly sharing: number;
};
export type OurSide = Side & { readonly paymentId: string; readonly isLinked: boolean };

/** One object, in the key's order; at least one side has it. */
export type Pair = { readonly reference: string; readonly ours: OurSide | null; readonly theirs: Side | null };

export type Rules = {
  readonly kind: Kind;
  /** How much amounts may differ. */
  readonly tolerance: Decimal;
  /** What moved after it is not compared yet. */
  readonly until: Date;
};

/** PaidLys lists a withdrawal that we know two stages of as one. */
const STAGES: Readonly<Record<string, string>> = { initiated: 'processing', broadcast: 'processing' };

/** Whether somebody has to look into it. */
export function isDifference(bucket: Bucket): bucket is Difference {
  return bucket !== 'match' && bucket !== 'recent';
}

/** The first that fits counts: whether it is there, once, in the same state, with the same amounts, and somebody's. */
export function bucketOf(pair: Pair, rules: Rules): Bucket {
  const bucket = differenceOf(pair, rules);
  return bucket !== 'match' && isRecent(pair, rules.until) ? 'recent' : bucket;
}

function differenceOf({ ours, theirs }: Pair, rules: Rules): Bucket {
  if (ours === null) return 'missing_here';
  if (theirs === null) return 'missing_there';
  if (ours.sharing > 1 || theirs.sharing > 1) return 'duplicate_tx';
  if (stateOf(ours) !== stateOf(theirs)) return 'state_diff';
  if (differs(ours, theirs, rules.tolerance)) return 'amount_diff';
  return isIncoming(rules.kind) && !ours.isLinked ? 'orphan' : 'match';
}

function isRecent({ ours, theirs }: Pair, until: Date): boolean {
  return [ours, theirs].some((side) => side?.updatedAt != null && side.updatedAt > until);
}

function stateOf({ status }: Side): string | null {
  return status === null ? null : (STAGES[status] ?? status);
}

/** What was asked is compared where both know it; nothing that came is the same as none. */
function differs(ours: Side, theirs: Side, tolerance: Decimal): boolean {
  if (ours.amount !== null && theirs.amount !== null && isApart(ours.amount, theirs.amount, tolerance)) return true;
  return isApart(ours.filled ?? ZERO, theirs.filled ?? ZERO, tolerance);
}

function isApart(one: Decimal, other: Decimal, tolerance: Decimal): boolean {
  const gap = compare(one, other) > 0 ? minus(one, other) : minus(other, one);
  return compare(gap, tolerance) > 0;
}
