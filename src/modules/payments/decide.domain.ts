import type { ExceptionCode } from './cell.domain.js';
import type { PaymentState } from './payment-state.domain.js';
import { isIncoming, type Kind, MACHINES } from './state-tables.domain.js';

/**
 * The state after a person took it as it is: what effects waited for counts no more, and what was open is closed. That money
 * which came is nobody's only a link can settle; money which leaves is known from then on, and as far as it was told to be.
 */
export function accept(kind: Kind, state: PaymentState, held: readonly string[]): PaymentState {
  const isOutgoing = !isIncoming(kind);
  const settles = (code: string) => isOutgoing || code !== 'unlinked';
  const accepted = [...new Set([...state.accepted, ...held, ...state.exceptions])].filter(settles).sort();
  const exceptions = state.exceptions.filter((code: ExceptionCode) => !settles(code));
  const status = isOutgoing ? (state.status ?? furthest(kind, state.seen)) : state.status;
  return { ...state, status, accepted, exceptions, frozen: false };
}

function furthest(kind: Kind, seen: readonly string[]): string | null {
  return MACHINES[kind].ranks.findLast((status) => seen.includes(status)) ?? null;
}

/** The state of a payment that has an owner now: everything else is as it was. */
export function reopen(state: PaymentState): PaymentState {
  const unlinked: ExceptionCode = 'unlinked';
  return { ...state, exceptions: state.exceptions.filter((code) => code !== unlinked) };
}
