import { createHash } from 'node:crypto';
import { type Decimal, plus, ZERO } from '../../../kernel/money.js';
import type { Bucket, Difference, OurSide, Pair, Side } from './reconcile.domain.js';

/** What of a side a report keeps; times are ISO 8601. */
export type KeptSide = Omit<Side, 'updatedAt' | 'sharing'> & { readonly updatedAt: string | null };
export type ReportedDifference = {
  /** From 1, in the order of the references. */
  readonly no: number;
  readonly bucket: Difference;
  readonly reference: string;
  readonly paymentId: string | null;
  readonly asset: string | null;
  readonly network: string | null;
  readonly ours: KeptSide | null;
  readonly theirs: KeptSide | null;
  /** When a report had it first, and every one since. */
  readonly firstSeenAt: Date;
};

/** Of one asset on one network: how many are in each bucket, and what came, by either side. Never added across assets. */
export type Totals = Readonly<Record<Bucket, number>> & {
  readonly asset: string | null;
  readonly network: string | null;
  readonly ours: Decimal;
  readonly theirs: Decimal;
};

/** What a report is of. */
export type ReportHead = {
  readonly provider: string;
  readonly account: string;
  readonly kind: string;
  readonly source: string;
  readonly since: Date;
  readonly until: Date;
};

const NONE: Readonly<Record<Bucket, number>> = {
  ...{ match: 0, recent: 0, missing_here: 0, missing_there: 0, state_diff: 0, amount_diff: 0 },
  ...{ duplicate_tx: 0, orphan: 0 },
};

/** The asset and network that a pair is counted under; the provider knows best. */
export function placeOf({ ours, theirs }: Pair): { asset: string | null; network: string | null } {
  return { asset: theirs?.asset ?? ours?.asset ?? null, network: theirs?.network ?? ours?.network ?? null };
}

export function keptSide(side: Side | OurSide | null): KeptSide | null {
  if (side === null) return null;
  const { status, amount, filled, asset, network, txHash, updatedAt } = side;
  return { status, amount, filled, asset, network, txHash, updatedAt: updatedAt?.toISOString() ?? null };
}

/** Counts pairs as they come. */
export class Tally {
  readonly #totals = new Map<string, Totals>();

  add(pair: Pair, bucket: Bucket): void {
    const { asset, network } = placeOf(pair);
    const key = JSON.stringify([asset, network]);
    const before = this.#totals.get(key) ?? { ...NONE, asset, network, ours: ZERO, theirs: ZERO };
    this.#totals.set(key, {
      ...before,
      [bucket]: before[bucket] + 1,
      ours: plus(before.ours, pair.ours?.filled ?? ZERO),
      theirs: plus(before.theirs, pair.theirs?.filled ?? ZERO),
    });
  }

  /** In the order of asset and network. */
  get totals(): readonly Totals[] {
    return [...this.#totals].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, totals]) => totals);
  }
}

/**
 * The SHA-256 of a report: over its head, its differences and its totals, each a line of JSON with a line feed after it, so
 * that whoever has the report can make it again.
 */
export class ReportHash {
  readonly #hash = createHash('sha256');

  constructor({ provider, account, kind, source, since, until }: ReportHead) {
    const period = [since.toISOString(), until.toISOString()];
    this.#line(['reconciliation', 1, provider, account, kind, source, ...period]);
  }

  add(difference: ReportedDifference): void {
    const { no, bucket, reference, paymentId, asset, network, ours, theirs, firstSeenAt } = difference;
    const place = [no, bucket, reference, paymentId, asset, network];
    this.#line([...place, valuesOf(ours), valuesOf(theirs), firstSeenAt.toISOString()]);
  }

  /** After all differences. */
  end(all: readonly Totals[]): Buffer {
    for (const totals of all) {
      const { asset, network, ours, theirs } = totals;
      this.#line([asset, network, ours, theirs, ...Object.keys(NONE).map((bucket) => totals[bucket as Bucket])]);
    }
    return this.#hash.digest();
  }

  #line(values: readonly unknown[]): void {
    this.#hash.update(`${JSON.stringify(values)}\n`);
  }
}

function valuesOf(side: KeptSide | null): unknown {
  if (side === null) return null;
  const { status, amount, filled, asset, network, txHash, updatedAt } = side;
  return [status, amount, filled, asset, network, txHash, updatedAt];
}

const DAY_MS = 86_400_000;
/** How old differences are, in days: each from its number on. */
const AGES = { today: 0, days: 1, week: 7, month: 30 } as const;
export type Ages = Readonly<Record<keyof typeof AGES, number>>;

/** Which of the ages a difference has. */
export function ageOf(firstSeenAt: Date, now: Date): keyof Ages {
  const days = (now.getTime() - firstSeenAt.getTime()) / DAY_MS;
  if (days >= AGES.month) return 'month';
  if (days >= AGES.week) return 'week';
  return days >= AGES.days ? 'days' : 'today';
}
