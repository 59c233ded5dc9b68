import { type Decimal, isPositive, minus, ZERO } from '../../kernel/money.js';
import type { ExceptionCode } from './cell.domain.js';
import type { PaymentState } from './payment-state.domain.js';
import type { Kind } from './state-tables.domain.js';

/** How an account wants it. */
export type Policy = {
  readonly recheck: 'always' | 'unsigned_only';
  readonly latePayments: 'hold' | 'accept';
};

/** Whose payment it is and what was asked; null for one that nothing here asked for. */
export type Owner = { readonly userId: string; readonly amount: Decimal; readonly currency: string };

/** What the user is owed so far, and why it does not leave yet. */
export type Due = {
  readonly total: Decimal | null;
  readonly asset: string;
  readonly network: string | null;
  readonly held: readonly string[];
};

const BARS: readonly ExceptionCode[] = [
  'conflict',
  'amount_mismatch',
  'currency_mismatch',
  'unlinked',
  'unverified',
  'frozen',
  'refund_reported',
  'dispute',
];
const FUNDED = new Set(['PARTIALLY_FILLED', 'FILLED', 'OVER_FILLED']);

/** Everything the user is owed by now, as a total: what was credited before is taken off by `increase`. */
export function dueOf(kind: Kind, state: PaymentState, owner: Owner | null, policy: Policy): Due {
  const claim = claimOf(kind, state, owner, policy);
  if (claim.total === null) return { ...claim, held: [] };
  const barred = state.exceptions.filter((code) => BARS.includes(code));
  const isLate = state.exceptions.includes('late') && policy.latePayments === 'hold';
  const waits = [
    ...(state.frozen ? ['verifying'] : []),
    ...(isLate ? ['late'] : []),
    ...(claim.unconfirmed ? ['unconfirmed'] : []),
    ...barred,
  ];
  const held = waits.filter((reason) => !state.accepted.includes(reason));
  return { ...claim, held: [...new Set([...(owner === null ? ['unlinked'] : []), ...held])] };
}

/** What is still to be credited; null when nothing is, or it has to wait. Totals absorb repeats and reordering. */
export function increase({ total, held }: Due, credited: Decimal): Decimal | null {
  if (total === null || held.length > 0) return null;
  const more = minus(total, credited);
  return isPositive(more) ? more : null;
}

/** Whether the user has everything that was asked for. */
export function isSettled(kind: Kind, status: string | null): boolean {
  if (kind === 'payram_payment') return status === 'FILLED' || status === 'OVER_FILLED';
  if (kind === 'carevalidate_payment') return status === 'paid';
  return status === 'done' && kind !== 'paidlys_withdrawal';
}

/** Whether money came, and nobody told how much in the unit that it is credited in: then nothing can be. */
export function lacksAmount(kind: Kind, { status, facts }: PaymentState): boolean {
  if (status === null) return false;
  if (kind === 'payram_payment') return FUNDED.has(status) && facts.filledUsd === undefined;
  return kind === 'paidlys_deposit' && status === 'done' && facts.filled === undefined;
}

type Claim = Omit<Due, 'held'> & { readonly unconfirmed: boolean };

const NO_CLAIM: Claim = { total: null, asset: '', network: null, unconfirmed: false };

function claimOf(kind: Kind, state: PaymentState, owner: Owner | null, policy: Policy): Claim {
  if (kind === 'payram_payment') return payramClaim(state, policy);
  if (kind === 'carevalidate_payment') return careClaim(state);
  if (state.status !== 'done') return NO_CLAIM;
  // The provider says that it is settled, and never how much came: what was asked for counts.
  if (kind === 'paidlys_invoice') return owner ? { ...NO_CLAIM, total: owner.amount, asset: owner.currency } : NO_CLAIM;
  const { filled = null, asset = '', network = null } = state.facts;
  return kind === 'paidlys_deposit' ? { total: filled, asset, network, unconfirmed: false } : NO_CLAIM;
}

/** The user paid a care provider: what can wait is that he is told so, and nobody here owes him anything. */
function careClaim({ facts: { asset } }: PaymentState): Claim {
  return asset === undefined ? NO_CLAIM : { ...NO_CLAIM, total: ZERO, asset };
}

/** Before the provider's own answer, a signed webhook counts only where the account says so. */
function payramClaim(state: PaymentState, policy: Policy): Claim {
  const told = state.facts.filledUsd;
  if (told === undefined || !isFunded(state, policy)) return NO_CLAIM;
  const { status, confirmed } = state;
  const isConfirmed = confirmed?.status === status && confirmed?.filledUsd === told;
  return { total: told, asset: 'USD', network: null, unconfirmed: !isConfirmed && policy.recheck === 'always' };
}

/**
 * What came before a cancellation was the user's already, in whatever order it is told; what came after it is late, and
 * counts once the account or a person takes it.
 */
function isFunded({ status, exceptions, accepted }: PaymentState, { latePayments }: Policy): boolean {
  if (status !== 'CANCELLED') return status !== null && FUNDED.has(status);
  const isMarked = (code: ExceptionCode) => exceptions.includes(code) || accepted.includes(code);
  const takesLate = latePayments === 'accept' || accepted.includes('late');
  return isMarked('partial') && (takesLate || !isMarked('late'));
}
