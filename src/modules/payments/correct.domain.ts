import { compare, type Decimal, minus, ZERO } from '../../kernel/money.js';
import { type Actionable, heldByUser, leftOf, uncreditedOf } from './actions.domain.js';
import type { ExceptionCode } from './cell.domain.js';
import { accept } from './decide.domain.js';
import type { PaymentState } from './payment-state.domain.js';

/** How an amount that goes back is made up. */
export type Split = {
  /** What was never credited. */
  readonly uncredited: Decimal;
  /** What is taken from the user who was credited. */
  readonly taken: Decimal;
};

/** What a refund answers, so that it needs nobody's eye any more. */
const ANSWERED_BY_REFUND: readonly ExceptionCode[] = ['over', 'partial'];

/** What nobody has goes back before what a user has. Null when more would go back than is left. */
export function refundOf(payment: Actionable, amount: Decimal): Split | null {
  if (compare(amount, leftOf(payment)) > 0) return null;
  const uncredited = smaller(amount, uncreditedOf(payment));
  return { uncredited, taken: minus(amount, uncredited) };
}

/** A provider takes back what it paid: from the user who has it. Null when that is less. */
export function clawBackOf(payment: Actionable, amount: Decimal): Split | null {
  return compare(amount, heldByUser(payment)) > 0 ? null : { uncredited: ZERO, taken: amount };
}

/** A refund is the answer to too much and to too little, and to late money of which nothing is left then. */
export function afterRefund(state: PaymentState, payment: Actionable, { uncredited }: Split): PaymentState {
  const isAllBack = compare(uncredited, uncreditedOf(payment)) === 0;
  const answered = isAllBack ? [...ANSWERED_BY_REFUND, 'late'] : ANSWERED_BY_REFUND;
  const closed = state.exceptions.filter((code) => answered.includes(code));
  const exceptions = state.exceptions.filter((code) => !answered.includes(code));
  return { ...state, exceptions, accepted: [...new Set([...state.accepted, ...closed])].sort() };
}

/** The person says how it is: what contradicted counts no more. */
export function afterClawBack(state: PaymentState, { kind, held }: Pick<Actionable, 'kind' | 'held'>): PaymentState {
  return accept(kind, state, held);
}

function smaller(one: Decimal, other: Decimal): Decimal {
  return compare(one, other) <= 0 ? one : other;
}
