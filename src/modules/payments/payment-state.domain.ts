import { compare, type Decimal, largest, ZERO } from '../../kernel/money.js';
import type { ExceptionCode } from './cell.domain.js';
import { type Kind, MACHINES } from './state-tables.domain.js';

/** What is known of an object beside its status. Facts only grow, so their order does not matter. */
export type Facts = {
  /** What was asked, in `currency`, as the provider tells it. */
  readonly amount?: Decimal;
  readonly currency?: string;
  /** What was asked in US dollars, as the provider answers it. */
  readonly amountUsd?: Decimal;
  /** Received so far, in the asset, and in US dollars. Totals, never a delta. */
  readonly filled?: Decimal;
  readonly filledUsd?: Decimal;
  readonly fee?: Decimal;
  readonly asset?: string;
  readonly network?: string;
  readonly to?: string;
  readonly txHash?: string;
  readonly confirmations?: number;
  readonly confirmationsNeeded?: number;
  /** The merchant's own number of a PayRam payment, as it came back. */
  readonly invoiceId?: string;
  /** PaidLys' id of the address that a deposit came to. */
  readonly addressId?: string;
  /** CareValidate: what `amount` is made of, by the provider's own names. */
  readonly fees?: Readonly<Record<string, Decimal>>;
  /** CareValidate: ISO 8601. */
  readonly dueAt?: string;
  readonly paidAt?: string;
  readonly cancelledAt?: string;
  /** CareValidate's own id of the case that the payment belongs to. */
  readonly caseId?: string;
};

/** One thing that a provider told. Its status is spelled our way; null is a status that nobody knows. */
export type ProviderEvent = {
  readonly kind: Kind;
  /** What names the object at the provider. */
  readonly reference: string;
  readonly status: string | null;
  readonly rawStatus: string | null;
  /** The provider's own time. */
  readonly at: Date | null;
  readonly facts: Facts;
  /** It tells of confirmations only. */
  readonly progress: boolean;
  /** Whether what came proves who sent it. */
  readonly verified: boolean;
  /** For outgoing money: whether its destination is one that we know. */
  readonly known: boolean;
  /** What was wrong with it by itself, such as two statuses that differ. */
  readonly flaws: readonly ExceptionCode[];
  /** What it reports beside its status, such as a dispute. */
  readonly reports?: readonly ExceptionCode[];
  /** Sorts the provider's versions of the object; where there is one, facts follow the newest instead of growing. */
  readonly version?: string;
};

/** What the events of one object say together. It is JSON: times are ISO 8601. */
export type PaymentState = {
  readonly status: string | null;
  /** Every status that was told by somebody who proved who he is. */
  readonly seen: readonly string[];
  readonly facts: Facts;
  readonly exceptions: readonly ExceptionCode[];
  /** Something contradicts: effects wait until the provider or a person has said how it is. */
  readonly frozen: boolean;
  /** What effects waited for when a person let them go. */
  readonly accepted: readonly string[];
  /** What the user was told so far. */
  readonly told: readonly string[];
  /** What was told without proof, until the provider says so, too. */
  readonly reported: string | null;
  /** The newest of the provider's own times. */
  readonly newestAt: string | null;
  /** The provider's answer when it was asked last. */
  readonly confirmed: { readonly status: string; readonly filledUsd: Decimal | null } | null;
  /** By fact and by status: the newest version that told it. */
  readonly versions?: Readonly<Record<string, string>>;
  /** What single events reported, whatever came before or after them. */
  readonly reports?: readonly ExceptionCode[];
};

export const NOTHING: PaymentState = {
  status: null,
  seen: [],
  facts: {},
  exceptions: [],
  frozen: false,
  accepted: [],
  told: [],
  reported: null,
  newestAt: null,
  confirmed: null,
};

/** Amounts and confirmations take the larger; of the rest counts what was told first. */
export function joinFacts(one: Facts, other: Facts): Facts {
  const grown = {
    filled: largest(one.filled ?? null, other.filled ?? null) ?? undefined,
    filledUsd: largest(one.filledUsd ?? null, other.filledUsd ?? null) ?? undefined,
    confirmations: more(one.confirmations, other.confirmations),
    confirmationsNeeded: more(one.confirmationsNeeded, other.confirmationsNeeded),
  };
  const known = Object.fromEntries(Object.entries(grown).filter(([, value]) => value !== undefined));
  return { ...other, ...one, ...known };
}

function more(one = 0, other = 0): number | undefined {
  return Math.max(one, other) || undefined;
}

/** The amount of the event against the largest before; compared in the same unit only. */
export function amountRelation(known: Facts, told: Facts): 'up' | 'equal' | 'down' {
  for (const unit of ['filledUsd', 'filled'] as const) {
    const [before, now] = [known[unit], told[unit]];
    if (before !== undefined && now !== undefined) return relationOf(before, now);
  }
  const isFirst = known.filledUsd === undefined && known.filled === undefined;
  return isFirst ? relationOf(ZERO, told.filledUsd ?? told.filled ?? ZERO) : 'equal';
}

function relationOf(known: Decimal, told: Decimal): 'up' | 'equal' | 'down' {
  const order = compare(told, known);
  if (order === 0) return 'equal';
  return order > 0 ? 'up' : 'down';
}

/** Whether a status that had to come before was never seen. */
export function hasGap(kind: Kind, status: string | null, seen: readonly string[]): boolean {
  const needed = (status === null ? undefined : MACHINES[kind].needs[status]) ?? [];
  return needed.some((either) => !either.split('|').some((one) => seen.includes(one)));
}

/** The names of what never changes and is told otherwise now. */
export function changedFacts(kind: Kind, known: Facts, told: Facts): string[] {
  return MACHINES[kind].fixed.filter(
    (name) => known[name] !== undefined && told[name] !== undefined && known[name] !== told[name],
  );
}
