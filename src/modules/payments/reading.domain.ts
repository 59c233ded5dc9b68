import { type Decimal, parseAmount } from '../../kernel/money.js';
import { opaqueText } from '../../kernel/opaque-text.js';
import type { ExceptionCode } from './cell.domain.js';
import type { ProviderEvent } from './payment-state.domain.js';

/** A provider's body with every number as its literal text. */
export type Body = Readonly<Record<string, unknown>>;

/** What a body is: an event of an object, a call that asks whether somebody listens, or nothing that anybody knows. */
export type Reading =
  | { readonly is: 'event'; readonly event: ProviderEvent }
  | { readonly is: 'probe' }
  | { readonly is: 'unknown'; readonly reason: string };

export const textOf = opaqueText;

/** The amount of a member; `null` and nothing are both none, anything else that is no amount is a flaw. */
export function amountOf(value: unknown, flaw: () => void): Decimal | undefined {
  if (value === undefined || value === null) return undefined;
  const amount = parseAmount(value);
  if (amount === null) flaw();
  return amount ?? undefined;
}

const SECONDS = /^\d{9,10}$/;
/** A sender's clock may be ahead; a time beyond that would make everything later look old. */
const AHEAD_MS = 3_600_000;

/** A time in unix seconds, if it is one that has come by `receivedAt`. */
export function unixTime(value: unknown, receivedAt: Date): Date | null {
  if (typeof value !== 'string' || !SECONDS.test(value)) return null;
  const at = new Date(Number.parseInt(value, 10) * 1_000);
  return at.getTime() <= receivedAt.getTime() + AHEAD_MS ? at : null;
}

/** A count of confirmations. */
export function countOf(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number.parseInt(value, 10) : undefined;
}

/** Members without a value are left out: facts join by what is there. */
export function present<Values extends object>(values: Values): { [Name in keyof Values]: NonNullable<Values[Name]> } {
  const known = Object.entries(values).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(known) as { [Name in keyof Values]: NonNullable<Values[Name]> };
}

/** Collects what is wrong with a body, each once. */
export class Flaws {
  readonly #found = new Set<ExceptionCode>();

  add(code: ExceptionCode): void {
    this.#found.add(code);
  }

  get all(): readonly ExceptionCode[] {
    return [...this.#found].sort();
  }
}
