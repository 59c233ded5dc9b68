import type { ExceptionCode } from './cell.domain.js';
import type { PaymentState } from './payment-state.domain.js';

/** What only a link can settle. */
const STAYS: readonly ExceptionCode[] = ['unlinked'];

/** The state after a person took it as it is: what effects waited for counts no more, and what was open is closed. */
export function accept(state: PaymentState, held: readonly string[]): PaymentState {
  const accepted = [...new Set([...state.accepted, ...held, ...state.exceptions])].filter((one) => one !== 'unlinked');
  const exceptions = state.exceptions.filter((code) => STAYS.includes(code));
  return { ...state, accepted: accepted.sort(), exceptions, frozen: false };
}

/** The state of a payment that has an owner now: everything else is as it was. */
export function reopen(state: PaymentState): PaymentState {
  return { ...state, exceptions: state.exceptions.filter((code) => code !== 'unlinked') };
}
