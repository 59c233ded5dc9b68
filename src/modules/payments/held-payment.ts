import { type Decimal, fromNumeric } from '../../kernel/money.js';
import type { PaymentRow } from './payment.entity.js';
import type { PaymentState } from './payment-state.domain.js';
import type { ProviderAccount } from './provider-accounts.service.js';
import type { Standing, Terms } from './settle.domain.js';
import type { Kind } from './state-tables.domain.js';

/** A request as far as payments are linked by it. */
export type LinkedRequest = {
  readonly id: string;
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
  readonly request: LinkedRequest | null;
  readonly lastEventAt: Date | null;
  /** What effects wait for. */
  readonly held: readonly string[];
};

/** Rows as PostgreSQL answers them, past TypeORM. */
export function heldPaymentOf(row: PaymentRow, request: LinkedRequest | null): HeldPayment {
  const { id, accountId, reference, version, exceptions, createdAt, nextCheckAt, checkStep, lastEventAt, held } = row;
  const owner = request && { userId: request.userId, amount: request.amount, currency: request.currency };
  const kept = { id, accountId, reference, version, exceptions, createdAt, nextCheckAt, checkStep, lastEventAt, held };
  const state = row.state as PaymentState;
  return { ...kept, kind: row.kind as Kind, state, credited: fromNumeric(row.credited), owner, request };
}

/** PayRam answers about each payment; PaidLys has no call for it. */
export function termsOf({ provider, baseUrl, recheck, latePayments, tolerance }: ProviderAccount): Terms {
  return { recheck, latePayments, tolerance, canCheck: provider === 'payram' && baseUrl !== null };
}
