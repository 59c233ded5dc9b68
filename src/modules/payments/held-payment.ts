import { type Decimal, fromNumeric } from '../../kernel/money.js';
import type { Actionable } from './actions.domain.js';
import type { Owner } from './effects.domain.js';
import type { PaymentRow } from './payment.entity.js';
import type { PaymentState } from './payment-state.domain.js';
import type { ProviderAccount } from './provider-accounts.service.js';
import type { Standing, Terms } from './settle.domain.js';
import type { Kind } from './state-tables.domain.js';

/** A request as far as payments are linked by it; without an id, the case that a payment belongs to stands for it. */
export type LinkedRequest = {
  readonly id: string | null;
  readonly userId: string;
  readonly leadId: string | null;
  readonly amount: Decimal;
  readonly currency: string;
};

/** A payment, held until commit, with the request that it answers. */
export type HeldPayment = Standing & {
  readonly id: string;
  readonly accountId: string;
  readonly reference: string;
  readonly version: number;
  readonly state: PaymentState;
  /** The request that it answers. */
  readonly request: LinkedRequest | null;
  /** Whose it is: the request's, until a person moves it. */
  readonly userId: string | null;
  readonly leadId: string | null;
  /** What the ledger has it in. */
  readonly asset: string | null;
  readonly network: string | null;
  readonly received: Decimal;
  readonly refunded: Decimal;
  readonly reversed: Decimal;
  /** What effects wait for. */
  readonly held: readonly string[];
};

/** Rows as PostgreSQL answers them, past TypeORM. A request that was not linked before says whose the payment is. */
export function heldPaymentOf(row: PaymentRow, request: LinkedRequest | null): HeldPayment {
  const { id, accountId, reference, version, exceptions, createdAt, nextCheckAt, checkStep, lastEventAt, held } = row;
  const kept = { id, accountId, reference, version, exceptions, createdAt, nextCheckAt, checkStep, lastEventAt, held };
  const { userId, leadId } = row.requestId === null && request !== null ? request : row;
  const owner = ownerOf(request, userId);
  const { kind, state, asset, network } = row;
  const sums = {
    credited: fromNumeric(row.credited),
    received: fromNumeric(row.received),
    refunded: fromNumeric(row.refunded),
    returned: fromNumeric(row.returned),
    reversed: fromNumeric(row.reversed),
  };
  return {
    ...{ ...kept, ...sums, kind: kind as Kind, state: state as PaymentState },
    ...{ asset, network, request, userId, leadId, owner },
  };
}

/** What was asked counts for whoever has the payment now. */
export function ownerOf(request: LinkedRequest | null, userId: string | null): Owner | null {
  if (request === null) return null;
  return { userId: userId ?? request.userId, amount: request.amount, currency: request.currency };
}

/** What decides which actions are allowed. */
export function actionableOf(payment: HeldPayment, account: ProviderAccount): Actionable {
  return { ...payment, canCheck: payment.kind === 'payram_payment' && termsOf(account).canCheck };
}

/** PayRam answers about each payment; PaidLys has no call for it. */
export function termsOf({ provider, baseUrl, recheck, latePayments, tolerance }: ProviderAccount): Terms {
  return { recheck, latePayments, tolerance, canCheck: provider === 'payram' && baseUrl !== null };
}
