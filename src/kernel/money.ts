import { Big } from 'big.js';

/** A constructor of its own: strict, so that a JavaScript number, which is already rounded, is an error and not an amount. */
const Exact = Big();
Exact.strict = true;

/** Plain notation for every amount that fits a column. */
Exact.NE = -19;
Exact.PE = 39;

/**
 * An amount of money as text: up to 20 digits, and up to 18 behind the point, without superfluous zeros. The column is
 * NUMERIC(38,18). The currency or asset stands beside it.
 */
export type Decimal = string & { readonly brand: 'decimal' };

/** Digits alone, no sign, no exponent: what a library would take beyond that (`1e5`, `0x10`, `.5`) no sender means. */
const AMOUNT = /^\d{1,20}(\.\d{1,18})?$/;

export const ZERO = '0' as Decimal;

/** The amount that the text stands for; null for anything else. Give numbers as their literal text, never parsed. */
export function parseAmount(text: unknown): Decimal | null {
  return typeof text === 'string' && AMOUNT.test(text) ? shortest(new Exact(text)) : null;
}

/** An amount as PostgreSQL answers it, which pads with zeros and may be negative. */
export function fromNumeric(text: string): Decimal {
  return shortest(new Exact(text));
}

export function plus(one: Decimal, other: Decimal): Decimal {
  return shortest(new Exact(one).plus(other));
}

export function minus(one: Decimal, other: Decimal): Decimal {
  return shortest(new Exact(one).minus(other));
}

/** -1, 0 or 1. */
export function compare(one: Decimal, other: Decimal): number {
  return new Exact(one).cmp(other);
}

/** The larger one; null counts as nothing known. */
export function largest(one: Decimal | null, other: Decimal | null): Decimal | null {
  if (one === null || other === null) return one ?? other;
  return compare(one, other) >= 0 ? one : other;
}

export function isPositive(amount: Decimal): boolean {
  return compare(amount, ZERO) > 0;
}

/** How many digits stand behind the point. */
export function decimalsOf(amount: Decimal): number {
  return amount.split('.')[1]?.length ?? 0;
}

function shortest(amount: Big): Decimal {
  return amount.toFixed() as Decimal;
}
