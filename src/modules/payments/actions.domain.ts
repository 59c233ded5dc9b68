import { type Decimal, isPositive, minus, plus } from '../../kernel/money.js';
import { isIncoming, type Kind } from './state-tables.domain.js';

/** What a person may do about a payment. */
export const PAYMENT_ACTIONS = ['accept', 'link', 'recheck', 'refund', 'claw_back', 'move'] as const;
export type PaymentAction = (typeof PAYMENT_ACTIONS)[number];

/** What of a payment decides what may be done. */
export type Actionable = {
  readonly kind: Kind;
  /** Open exceptions, and what effects wait for. */
  readonly exceptions: readonly string[];
  readonly held: readonly string[];
  /** Whose it is; null for money of nobody. */
  readonly userId: string | null;
  readonly received: Decimal;
  readonly credited: Decimal;
  readonly refunded: Decimal;
  readonly returned: Decimal;
  readonly reversed: Decimal;
  /** Whether its provider can be asked about it. */
  readonly canCheck: boolean;
};

/** Why an action is refused: a stable code, and a sentence for people. */
export type ActionRefusal = { readonly code: string; readonly sentence: string };

/** While effects wait for these, nobody knows yet whether the money is there. */
const UNSURE = ['verifying', 'unconfirmed', 'unverified', 'conflict'];

/** What came and has not gone back. */
export function leftOf({ received, refunded, reversed }: Actionable): Decimal {
  return minus(minus(received, refunded), reversed);
}

/** What came, was not credited and has not gone back. */
export function uncreditedOf({ received, credited, returned }: Actionable): Decimal {
  return minus(received, plus(credited, returned));
}

/** What its user still has of it. */
export function heldByUser({ credited, refunded, returned, reversed }: Actionable): Decimal {
  return minus(credited, plus(minus(refunded, returned), reversed));
}

/** Everything that may be done about it now: what is shown, and what is decided by. */
export function allowedActions(payment: Actionable): PaymentAction[] {
  return PAYMENT_ACTIONS.filter((action) => refusalOf(action, payment) === null);
}

/** Null when the action is allowed. */
export function refusalOf(action: PaymentAction, payment: Actionable): ActionRefusal | null {
  return RULES[action](payment);
}

const RULES: Readonly<Record<PaymentAction, (payment: Actionable) => ActionRefusal | null>> = {
  accept: ({ kind, held, exceptions }) => {
    if (held.includes('unlinked'))
      return refusal('payment_unlinked', 'Nobody knows whose payment this is. Link it to a request first.');
    const isOpen = held.length > 0 || exceptions.some((code) => code !== 'unlinked' || !isIncoming(kind));
    return isOpen ? null : refusal('payment_has_no_question', 'Nothing about this payment waits for a decision.');
  },
  link: ({ kind, userId }) => {
    if (userId !== null)
      return refusal('payment_linked', 'This payment answers a request already. Move it if it is somebody else’s.');
    return isIncoming(kind) ? null : refusal('payment_outgoing', 'Outgoing money is not linked to a user.');
  },
  recheck: ({ canCheck }) =>
    canCheck ? null : refusal('payment_not_checkable', 'The provider has no call that tells how this payment stands.'),
  refund: (payment) => {
    if (payment.held.some((reason) => UNSURE.includes(reason)))
      return refusal('payment_unsure', 'It is not certain that this money is there. Have that settled first.');
    return isPositive(leftOf(payment)) ? null : refusal('payment_nothing_left', 'Nothing of this payment is left.');
  },
  claw_back: (payment) =>
    isPositive(heldByUser(payment))
      ? null
      : refusal('payment_nothing_credited', 'No user has anything of this payment that could be taken back.'),
  move: ({ userId }) =>
    userId === null ? refusal('payment_unlinked', 'Nobody has this payment yet. Link it to a request instead.') : null,
};

function refusal(code: string, sentence: string): ActionRefusal {
  return { code, sentence };
}
